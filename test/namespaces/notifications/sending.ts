import type { Channels } from '../../../contract/resources/notifications.ts';
import { run } from '../../../namespaces/notifications/run.ts';
import { memoryProgress, runContext } from '../shared/run-context.ts';

/** Sends by the channels of a resource; calls with the same progress are attempts of one run. */
export function sendingBy(resource: Omit<Channels, 'provider'>, secrets: Record<string, string> = {}) {
  const progress = memoryProgress();
  return (input: Record<string, unknown>, event = 'note', overrides = {}) =>
    run(
      { resource: { provider: 'channels', ...resource }, target: { resource: 'n', event }, input },
      runContext({ secrets, overrides: { namespace: 'notifications', progress, ...overrides } }),
    );
}

import type { Broker } from '../../contract/config.ts';
import { run } from '../../namespaces/events/run.ts';
import { runContext } from '../namespaces/shared/run-context.ts';
import { runWhere } from '../namespaces/shared/run-where.ts';

/** Publishes a message to a topic of a broker, as one run or another. */
export function publish(
  broker: Broker,
  event: string,
  message: unknown,
  options: { identity?: string; secrets?: Record<string, string>; signal?: AbortSignal } = {},
) {
  const { identity = 'job_1-1', secrets = {}, signal } = options;
  const overrides = { namespace: 'events' as const, identity, ...(signal && { signal }) };
  return runWhere(run)(
    { resource: broker, target: { resource: 'b', event }, input: { message } },
    runContext({ secrets, overrides }),
  );
}

import type { Channels } from '../../contract/resources/notifications.ts';
import type { NamespaceRun } from '../../core/ports/namespace.ts';
import { loadProvider } from '../shared/provider-table.ts';

/** How each provider sends a message. */
const PROVIDERS = { channels: async () => (await import('./channels/run.ts')).run };

/** Sends a stored message; the result is what came of each recipient. */
export const run: NamespaceRun = async (request, context) => {
  const { resource, run } = await loadProvider<Channels, NamespaceRun<Channels>>(
    PROVIDERS,
    request.resource,
    'notifications',
  );
  return await run({ ...request, resource }, context);
};

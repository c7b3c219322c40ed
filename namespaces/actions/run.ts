import type { HttpApp } from '../../contract/resources/actions.ts';
import type { NamespaceRun } from '../../core/ports/namespace.ts';
import { loadProvider } from '../shared/provider-table.ts';

/** How each provider calls an operation of an app. */
const PROVIDERS = { http: async () => (await import('./http/run.ts')).run };

/** Calls an operation of an app; the result is what the app answered. */
export const run: NamespaceRun = async (request, context) => {
  const { resource, run } = await loadProvider<HttpApp, NamespaceRun<HttpApp>>(
    PROVIDERS,
    request.resource,
    'actions',
  );
  return await run({ ...request, resource }, context);
};

import type { StateMachine } from '../../contract/resources/workflows.ts';
import type { NamespaceRun } from '../../core/ports/namespace.ts';
import { loadProvider } from '../shared/provider-table.ts';

/** How each provider starts a workflow. */
const PROVIDERS = { 'step-functions': async () => (await import('./step-functions/run.ts')).runStateMachine };

/** Starts a workflow, and waits for its end where the config says so. */
export const run: NamespaceRun = async (request, context) => {
  const { resource, run } = await loadProvider<StateMachine, NamespaceRun<StateMachine>>(
    PROVIDERS,
    request.resource,
    'workflows',
  );
  return await run({ ...request, resource }, context);
};

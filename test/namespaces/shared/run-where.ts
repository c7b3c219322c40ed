import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { runApart, stopThreads } from '../../../lambdas/executor/threads/run-apart.ts';
import { isApart } from '../../../namespaces/run-registry.ts';

/** Set by `jest.engines.config.js`: against real servers, runs are done in threads as in the executor, and their connections end with them. */
const isSet = 'RUNS_APART' in globalThis;

if (isSet) afterAll(stopThreads);

/** The handler, or where the tests are against real servers the thread in which the executor would call it. */
export function runWhere(handle: NamespaceRun): NamespaceRun {
  return async (request, context) =>
    isSet && isApart(context.namespace, request.resource)
      ? await runApart(request, context)
      : await handle(request, context);
}

import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';

/** Starts a workflow, and waits for its end where the config says so. */
export const run: NamespaceRun = async ({ resource, target, input }, context) => {
  if (resource.provider !== 'step-functions') {
    throw new RunError(ErrorCode.Validation, `Workflows have no provider "${resource.provider}".`);
  }
  const { runStateMachine } = await import('./step-functions/run.ts');
  return await runStateMachine({ resource, target, input }, context);
};

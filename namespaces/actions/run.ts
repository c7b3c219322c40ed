import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { NamespaceRun } from '../../core/ports/namespace-run.ts';

/** Calls an operation of an app; the result is what the app answered. */
export const run: NamespaceRun = async (request, context) => {
  const { resource } = request;
  if (resource.provider !== 'http') {
    throw new RunError(ErrorCode.Validation, `actions have no provider "${resource.provider}"`);
  }
  const http = await import('./http/run.ts');
  return http.run({ ...request, resource }, context);
};

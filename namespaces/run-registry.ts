import type { Resource } from '../contract/config.ts';
import { ErrorCode } from '../contract/errors.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { RunError } from '../core/errors/run-error.ts';
import type { NamespaceRun } from '../core/ports/namespace-run.ts';

/** Namespaces with providers of their own; the others have functions as handlers only. */
const runs: Partial<Record<Namespace, () => Promise<{ run: NamespaceRun }>>> = {
  actions: () => import('./actions/run.ts'),
  storage: () => import('./storage/run.ts'),
  events: () => import('./events/run.ts'),
  database: () => import('./database/run.ts'),
};

/**
 * The handler of a resource, loaded when it is first asked for: a `lambda` resource is one in every namespace.
 * @throws RunError `VALIDATION_ERROR` for a provider the namespace does not have
 */
export async function runFor(namespace: Namespace, resource: Resource): Promise<NamespaceRun> {
  if (resource.provider === 'lambda') return (await import('./shared/lambda.ts')).run;
  const load = runs[namespace];
  if (load) return (await load()).run;
  throw new RunError(ErrorCode.Validation, `${namespace} have no provider "${resource.provider}"`);
}

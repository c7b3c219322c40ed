import type { Resource } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';

/**
 * What runs a resource, loaded when it is first used, by the table of a namespace that has one for each of its providers.
 * @throws RunError `VALIDATION_ERROR` for a resource of another provider
 */
export async function loadProvider<R extends Resource, Run>(
  table: { readonly [P in R['provider']]: () => Promise<unknown> },
  resource: Resource,
  namespace: string,
): Promise<{ resource: R; run: Run }> {
  const { provider } = resource;
  if (!Object.hasOwn(table, provider)) {
    throw new RunError(ErrorCode.Validation, `${namespace} has no provider "${provider}".`);
  }
  const load = table[provider as R['provider']];
  // The table gives what runs this very provider, which the compiler cannot follow.
  return { resource: resource as R, run: (await load()) as Run };
}

import type { Config } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { scopesNamed, visibleIn } from '../../core/config/find-resource.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import type { Scope, ScopeFilter } from '../../core/jobs/scope.ts';
import type { ApiRequest } from './request.ts';

/**
 * The scopes that a call names, by its path too, and may see; all it may see where it names none.
 * @throws RequestError `NOT_FOUND` for a product or env that is not there for the caller
 */
export function ownersFor(
  { access, scope }: Pick<ApiRequest, 'access' | 'scope'>,
  named: ScopeFilter,
  config: Config,
): Scope[] {
  const { product = scope?.product, env = scope?.env } = named;
  return scopesNamed(visibleIn(config, access), { product, env });
}

/**
 * The one product and env that a call names, by its path or its query.
 * @throws RequestError `VALIDATION_ERROR` where it names none, `NOT_FOUND` for one that is not there for the caller
 */
export function oneScope(
  caller: Pick<ApiRequest, 'access' | 'scope'>,
  named: ScopeFilter,
  config: Config,
): Scope {
  const { product, env } = { ...caller.scope, ...named };
  const missing = Object.entries({ product, env }).filter(([, value]) => value === undefined);
  if (missing.length > 0)
    throw validationError(missing.map(([path]) => ({ path, message: 'expected a text' })));
  const [scope] = ownersFor(caller, { product, env }, config);
  if (!scope) throw new RequestError(ErrorCode.NotFound, 'There is no such product and env.');
  return scope;
}

import type { Config, EnvConfig, Resource } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { type Namespace, RESOURCE_FIELD } from '../../contract/namespaces.ts';
import { RequestError } from '../errors/request-error.ts';
import type { Access, Scope, ScopeFilter } from '../jobs/scope.ts';
import { quoted } from '../text/bounds.ts';
import { asSentence, unknownName } from '../validation/nearest-name.ts';

/** The resource a dispatch names. @throws RequestError `NOT_FOUND` naming what is known there */
export function findResource(config: Config, scope: Scope, namespace: Namespace, tag: string): Resource {
  const known: Record<string, Resource> = findEnv(config, scope)[namespace] ?? {};
  return lookUp(known, `${RESOURCE_FIELD[namespace]} of ${scope.product} in ${scope.env}`, tag);
}

/** A product in an environment. @throws RequestError `NOT_FOUND` naming what is known */
export function findEnv<More = never>(config: Config<More>, scope: Scope): EnvConfig<More> {
  const product = lookUp(config.products, 'product', scope.product);
  return lookUp(product.envs, `env of ${scope.product}`, scope.env);
}

/** A product in an environment, if it is there. */
export function envIn({ products }: Config, { product, env }: Scope): EnvConfig | undefined {
  const envs = Object.hasOwn(products, product) ? products[product]?.envs : undefined;
  return envs && Object.hasOwn(envs, env) ? envs[env] : undefined;
}

/** The config as if there were nothing in it but what is visible. */
export function visibleIn(config: Config, visible: (scope: Scope) => boolean): Config {
  const products = Object.entries(config.products).flatMap(([product, { envs, ...rest }]) => {
    const shown = Object.entries(envs).filter(([env]) => visible({ product, env }));
    return shown.length > 0 ? [[product, { ...rest, envs: Object.fromEntries(shown) }] as const] : [];
  });
  return { ...config, products: Object.fromEntries(products) };
}

/** Every product in every environment of it. */
export function scopesOf(config: Config): Scope[] {
  return Object.entries(config.products).flatMap(([product, { envs }]) =>
    Object.keys(envs).map((env) => ({ product, env })),
  );
}

/** What a call says about scopes: a product, an env, both or neither. */
interface Named {
  product?: string | undefined;
  env?: string | undefined;
}

/** The scopes that a call is about, all where it names none. @throws RequestError `NOT_FOUND` for a name that is not there */
export function scopesNamed(config: Config, { product, env }: Named): Scope[] {
  if (product !== undefined) lookUp(config.products, 'product', product);
  const among = scopesOf(config).filter((scope) => product === undefined || scope.product === product);
  if (env === undefined) return among;
  const kind = product === undefined ? 'env' : `env of ${product}`;
  lookUp(Object.fromEntries(among.map((scope) => [scope.env, scope])), kind, env);
  return among.filter((scope) => scope.env === env);
}

/**
 * Refuses what is about a product, an env, both or all, unless the caller may see and change all of that.
 * @param what it is, as in `A webhook`
 * @throws RequestError `NOT_FOUND` for a product or env that is not there for the caller, or that it has only a part of
 */
export function mustReach(what: string, scope: ScopeFilter, access: Access, config: Config): void {
  const { product } = scope;
  scopesNamed(visibleIn(config, access), scope);
  if (access(scope)) return;
  const missing = product === undefined ? 'all products' : `all envs of ${product}`;
  throw new RequestError(
    ErrorCode.NotFound,
    `${what} of ${missing} needs access to them, also to those to come: name ${product === undefined ? 'product and env' : 'the env'}.`,
  );
}

function lookUp<T>(known: Record<string, T>, kind: string, name: string): T {
  const found = Object.hasOwn(known, name) ? known[name] : undefined;
  if (found !== undefined) return found;
  const names = Object.keys(known);
  // A caller that may see nothing is not told that there is nothing.
  const isHidden = names.length === 0 && /^(product|env)\b/.test(kind);
  const fault = isHidden
    ? `unknown ${kind} ${quoted(name)}, or one that this caller may not see`
    : unknownName(kind, name, names);
  throw new RequestError(ErrorCode.NotFound, asSentence(fault));
}

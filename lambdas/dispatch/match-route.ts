import { ROUTE_KEYS, type RouteKey, SCOPE_PATH } from './route-keys.ts';

/** An operation of the API with the parameters of its path, and the product and env it is confined to, if it is. */
export interface RouteMatch {
  route: RouteKey;
  params: Record<string, string>;
  scope?: { product: string; env: string };
}

const SCOPE = patternOf(SCOPE_PATH);
const SCOPED = new RegExp(`^${SCOPE}(?<rest>/.+)$`);
/** The most definite first: `/jobs/bulk/cancel` is not a job. */
const ROUTES = ROUTE_KEYS.map((route) => ({ route, pattern: new RegExp(`^${patternOf(route)}$`) })).sort(
  (a, b) => parametersOf(a.route) - parametersOf(b.route),
);

/** The operation that a method and a percent-decoded path stand for, if any. */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  const { product, env, rest } = SCOPED.exec(path)?.groups ?? {};
  if (product !== undefined && env !== undefined) {
    const inner = matchOperation(`${method} /v1${rest}`);
    return inner && { ...inner, scope: { product, env } };
  }
  return matchOperation(`${method} ${path}`);
}

function matchOperation(called: string): RouteMatch | undefined {
  for (const { route, pattern } of ROUTES) {
    const match = pattern.exec(called);
    if (match) return { route, params: { ...match.groups } };
  }
  return undefined;
}

function parametersOf(route: string): number {
  return route.split('{').length - 1;
}

function patternOf(route: string): string {
  return route.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)');
}

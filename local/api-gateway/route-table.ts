/** A route and where it leads. */
export interface Route<Target> {
  /** `METHOD /path/{parameter}/{greedy+}`, METHOD may be ANY; or `$default`. */
  routeKey: string;
  target: Target;
}

/** A route that matched, with its path parameters. */
export interface RouteMatch<Target> extends Route<Target> {
  pathParameters: Record<string, string>;
}

/** The segments of a path or of a route's pattern, without the leading slash. */
type Segments = readonly string[];

/**
 * Finds the route of a request by API Gateway's order: the most specific path first (static, parameter, greedy), then
 * the method before ANY, and `$default` last. The path is already percent-decoded.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export class RouteTable<Target> {
  readonly #routes: { route: Route<Target>; method: string; pattern: Segments; rank: string }[];
  readonly #default: Route<Target> | undefined;

  constructor(routes: readonly Route<Target>[]) {
    this.#default = routes.find(({ routeKey }) => routeKey === '$default');
    this.#routes = routes
      .filter(({ routeKey }) => routeKey !== '$default')
      .map((route) => {
        const [, method = '', path = ''] = /^([A-Z]+) \/(.*)$/.exec(route.routeKey) ?? [];
        if (method === '') throw new TypeError(`Not a route key: ${route.routeKey}`);
        const pattern = path.split('/');
        return { route, method, pattern, rank: rankOf(pattern, method) };
      })
      .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  }

  match(method: string, path: string): RouteMatch<Target> | undefined {
    const segments = path.slice(1).split('/');
    for (const candidate of this.#routes) {
      if (candidate.method !== method && candidate.method !== 'ANY') continue;
      const pathParameters = matchSegments(candidate.pattern, segments);
      if (pathParameters) return { ...candidate.route, pathParameters };
    }
    return this.#default && { ...this.#default, pathParameters: {} };
  }
}

function parameterName(segment: string): { name: string; greedy: boolean } | undefined {
  const [, name, plus] = /^\{(.+?)(\+?)\}$/.exec(segment) ?? [];
  return name === undefined ? undefined : { name, greedy: plus === '+' };
}

function rankOf(pattern: Segments, method: string): string {
  const ranks = pattern.map((segment) => {
    const parameter = parameterName(segment);
    if (!parameter) return '0';
    return parameter.greedy ? '2' : '1';
  });
  return `${ranks.join('')} ${method === 'ANY' ? 1 : 0}`;
}

function matchSegments(pattern: Segments, segments: Segments): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = segments[index];
    const parameter = parameterName(expected);
    if (actual === undefined || (!parameter && actual !== expected)) return undefined;
    if (!parameter) continue;
    const value = parameter.greedy ? segments.slice(index).join('/') : actual;
    if (value === '') return undefined;
    parameters[parameter.name] = value;
    if (parameter.greedy) return parameters;
  }
  return segments.length === pattern.length ? parameters : undefined;
}

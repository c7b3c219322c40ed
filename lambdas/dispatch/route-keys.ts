/** Every operation of the API, as API Gateway spells routes in `event.routeKey`. */
export const ROUTE_KEYS = [
  'POST /v1/dispatch',
  'POST /v1/{namespace}/dispatch',
  'GET /v1/jobs',
  'GET /v1/jobs/{id}',
  'GET /v1/jobs/{id}/history',
  'GET /v1/jobs/{id}/history/{occurrence}',
  'POST /v1/jobs/{id}/preview',
  'GET /v1/jobs/{id}/audit',
  'GET /v1/runs',
  'GET /v1/changes',
  'GET /v1/upcoming',
  'POST /v1/jobs/{id}/cancel',
  'POST /v1/jobs/{id}/pause',
  'POST /v1/jobs/{id}/resume',
  'POST /v1/jobs/{id}/reschedule',
  'POST /v1/jobs/{id}/trigger',
  'POST /v1/jobs/{id}/retry',
  'DELETE /v1/jobs/{id}',
  'POST /v1/jobs/bulk/cancel',
  'POST /v1/jobs/bulk/pause',
  'POST /v1/jobs/bulk/resume',
  'POST /v1/jobs/bulk/retry',
  'POST /v1/jobs/bulk/delete',
  'POST /v1/jobs/pause-all',
  'POST /v1/jobs/resume-all',
  'GET /v1/holds',
  'GET /v1/me',
  'GET /v1/audit',
  'POST /v1/audit/{id}/undo',
  'GET /v1/bulk/{id}',
  'GET /v1/stats',
  'GET /v1/stats/series',
  'PUT /v1/schedules',
  'PUT /v1/schedules/{name}',
  'GET /v1/schedules',
  'GET /v1/schedules/{name}',
  'DELETE /v1/schedules/{name}',
  'POST /v1/schedules/preview',
  'POST /v1/schedules/calendar',
  'PUT /v1/webhooks',
  'GET /v1/webhooks',
  'DELETE /v1/webhooks/{id}',
  'POST /v1/webhooks/{id}/test',
  'GET /v1/openapi.json',
  'GET /v1/health',
] as const;

/** The key of one route. */
export type RouteKey = (typeof ROUTE_KEYS)[number];

/** Routes that change nothing, though their method is one that may. */
const READS_BY_POST: readonly RouteKey[] = [
  'POST /v1/schedules/preview',
  'POST /v1/schedules/calendar',
  'POST /v1/jobs/{id}/preview',
];

/** What a route of the API is to a caller that may only look: every route that is not named here counts as a change unless it is a GET. */
export const changesNothing = (route: RouteKey): boolean =>
  route.startsWith('GET ') || READS_BY_POST.includes(route);

/** The methods and paths below `/v1` of what changes nothing, as a policy of IAM names them. */
export const READ_PATHS: readonly (readonly [method: string, path: string])[] = [
  ['GET', '*'],
  ...READS_BY_POST.map((route) => ['POST', route.replace('POST /v1/', '').replace('{id}', '*')] as const),
];

/**
 * The same operations within one product and env, so that an IAM policy can allow one of them by its path:
 * `/v1/products/shop/envs/prd/jobs` is `/v1/jobs` where nothing but what belongs to shop in prd is there.
 */
export const SCOPE_PATH = '/v1/products/{product}/envs/{env}';

/** By method, as `ANY` would also take the preflight requests of browsers, which come without credentials. */
const SCOPED_ROUTE_KEYS = [
  `GET ${SCOPE_PATH}/{proxy+}`,
  `POST ${SCOPE_PATH}/{proxy+}`,
  `PUT ${SCOPE_PATH}/{proxy+}`,
  `DELETE ${SCOPE_PATH}/{proxy+}`,
] as const;

/** Every route of the HTTP API; the construct makes these and no other. */
export const GATEWAY_ROUTE_KEYS = [...ROUTE_KEYS, ...SCOPED_ROUTE_KEYS] as const;

/** The key of a route of the HTTP API. */
export type GatewayRouteKey = (typeof GATEWAY_ROUTE_KEYS)[number];

/** The routes that every caller may call; every other one has an authorizer. */
export const PUBLIC_ROUTE_KEYS: readonly GatewayRouteKey[] = ['GET /v1/health'];

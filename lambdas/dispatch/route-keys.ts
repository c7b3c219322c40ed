/** Every route of the HTTP API as API Gateway spells it in `event.routeKey`; the construct makes these and no other. */
export const ROUTE_KEYS = [
  'POST /v1/{namespace}/dispatch',
  'GET /v1/jobs',
  'GET /v1/jobs/{id}',
  'GET /v1/jobs/{id}/history',
  'POST /v1/jobs/{id}/cancel',
  'GET /v1/health',
] as const;

/** The key of one route. */
export type RouteKey = (typeof ROUTE_KEYS)[number];

/** The routes anybody may call; every other one has an authorizer. */
export const PUBLIC_ROUTE_KEYS: readonly RouteKey[] = ['GET /v1/health'];

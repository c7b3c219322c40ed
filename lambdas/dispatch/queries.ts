import { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { validationError } from '../../core/errors/request-error.ts';
import { auditSchema, jobAuditSchema } from '../../core/input/audit-request.ts';
import {
  changesSchema,
  filterSchema,
  historySchema,
  runFilterSchema,
  schedulesSchema,
  scopeSchema,
  upcomingSchema,
} from '../../core/input/job-filter.ts';
import { seriesSchema } from '../../core/stats/read-series.ts';
import { statsSchema } from '../../core/stats/read-stats.ts';
import { check } from '../../core/validation/check.ts';
import { webhookFilterSchema } from '../../core/webhooks/webhook-request.ts';
import type { RouteKey } from './route-keys.ts';

/** What the routes with a query string take in it; every other route takes none. */
export const QUERIES = {
  'GET /v1/jobs': filterSchema,
  'GET /v1/jobs/{id}/history': historySchema,
  'GET /v1/jobs/{id}/audit': jobAuditSchema,
  'GET /v1/runs': runFilterSchema,
  'GET /v1/changes': changesSchema,
  'GET /v1/upcoming': upcomingSchema,
  'GET /v1/holds': scopeSchema,
  'GET /v1/audit': auditSchema,
  'GET /v1/schedules': schedulesSchema,
  'GET /v1/schedules/{name}': scopeSchema,
  'DELETE /v1/schedules/{name}': scopeSchema,
  'GET /v1/stats': statsSchema,
  'GET /v1/stats/series': seriesSchema,
  'GET /v1/webhooks': webhookFilterSchema,
} as const satisfies { [Key in RouteKey]?: z.ZodObject };

/** The query of a route, checked. */
export type QueryOf<Key extends RouteKey> = Key extends keyof typeof QUERIES
  ? z.output<(typeof QUERIES)[Key]>
  : Record<string, never>;

const none = z.strictObject({});

/** The schema of a route's query string; that of an empty one where it takes none. */
export function querySchema(route: RouteKey): z.ZodObject {
  return (QUERIES as { [Key in RouteKey]?: z.ZodObject })[route] ?? none;
}

/**
 * Reads the query string of a call.
 * @param given name and value of each parameter as often as it came
 * @throws RequestError `VALIDATION_ERROR` naming every parameter that is unknown, came more than once, or is wrong
 */
export function readQuery<Key extends RouteKey>(
  route: Key,
  given: readonly (readonly [name: string, value: unknown])[],
): QueryOf<Key> {
  const checked = check(querySchema(route), Object.fromEntries(given));
  const names = given.map(([name]) => name);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  const issues = [...twice.map(doubled), ...(checked.ok ? [] : checked.issues.map(ofQuery))];
  if (!checked.ok || issues.length > 0) throw validationError(issues);
  return checked.value as QueryOf<Key>;
}

const doubled = (name: string): Issue => ({
  path: name.slice(0, 100),
  message: 'the query names this parameter more than once',
});

/** A field of the query is called a parameter, so that no caller looks for it in the body. */
const ofQuery = ({ path, message }: Issue): Issue => ({
  path,
  message: message.replace(/^(unknown|\d+ more unknown) field/, '$1 query parameter'),
});

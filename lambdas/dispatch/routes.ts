import { z } from 'zod';
import type { Config } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { ownersOf } from '../../core/config/find-resource.ts';
import { RequestError, validationError } from '../../core/errors/request-error.ts';
import { filterSchema, historySchema } from '../../core/input/job-filter.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { cancelJob } from '../../core/usecases/cancel-job.ts';
import { type DispatchSetup, dispatchJob } from '../../core/usecases/dispatch-job.ts';
import { getHistory, getJob, listJobs } from '../../core/usecases/read-jobs.ts';
import { type Checked, check } from '../../core/validation/check.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import type { ApiRequest } from './request.ts';
import type { RouteKey } from './route-keys.ts';

/** The answer to a call. */
export interface ApiResponse {
  status: number;
  body: unknown;
}

/** What the routes need beside the ports. */
export type RoutesSetup = DispatchSetup & { config: Config };

type Route = (request: ApiRequest, setup: RoutesSetup, ports: Ports) => Promise<ApiResponse>;

const cancelSchema = z.strictObject({ reason: z.string().min(1).max(500).optional() });

/** Each route calls one use case and maps its answer. */
export const ROUTES: Record<RouteKey, Route> = {
  'POST /v1/{namespace}/dispatch': async ({ params, body }, setup, ports) => {
    const namespace = NAMESPACES.find((name) => name === params['namespace']);
    if (!namespace) {
      const message = unknownName('namespace', params['namespace'] ?? '', NAMESPACES);
      throw new RequestError(ErrorCode.NotFound, `${message}.`);
    }
    const { result, created } = await dispatchJob(namespace, body, setup, ports);
    return { status: created ? 201 : 200, body: result };
  },

  'GET /v1/jobs': async ({ query }, { config }, ports) =>
    ok(await listJobs(checked(check(filterSchema, query)), ownersOf(config), ports)),

  'GET /v1/jobs/{id}': async ({ params }, _setup, ports) => ok(await getJob(idOf(params), ports)),

  'GET /v1/jobs/{id}/history': async ({ params, query }, _setup, ports) =>
    ok(await getHistory(idOf(params), checked(check(historySchema, query)), ports)),

  'POST /v1/jobs/{id}/cancel': async ({ params, body }, _setup, ports) => {
    const { reason } = checked(check(cancelSchema, body ?? {}));
    return ok(await cancelJob(idOf(params), reason, ports));
  },

  'GET /v1/health': async () => ok({ status: 'ok' }),
};

const ok = (body: unknown): ApiResponse => ({ status: 200, body });

function checked<T>(value: Checked<T>): T {
  if (value.ok) return value.value;
  throw validationError(value.issues);
}

function idOf(params: Record<string, string>): string {
  const id = params['id'] ?? '';
  if (/^job_[0-9A-Z]{26}$/.test(id)) return id;
  throw new RequestError(ErrorCode.NotFound, `There is no job ${id.slice(0, 64)}.`);
}

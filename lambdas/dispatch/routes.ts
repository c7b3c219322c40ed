import type { BulkAction } from '../../contract/bulk.ts';
import type { Me } from '../../contract/me.ts';
import { defined } from '../../contract/plain-data.ts';
import { mustReach, scopesOf, visibleIn } from '../../core/config/find-resource.ts';
import { readBulk } from '../../core/input/bulk-request.ts';
import { type ReasonedCommand, readCommand, readNothing, readUndo } from '../../core/input/commands.ts';
import { readPauseAll, readResumeAll } from '../../core/input/hold-request.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { readSeries } from '../../core/stats/read-series.ts';
import { readStats } from '../../core/stats/read-stats.ts';
import { getBulk, startBulk } from '../../core/usecases/manage/bulk-jobs.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { listHolds, pauseAll, resumeAll } from '../../core/usecases/manage/pause-all.ts';
import { pollChanges } from '../../core/usecases/manage/poll-changes.ts';
import { getAudit, listAudit } from '../../core/usecases/manage/read-audit.ts';
import { getExecution, getHistory } from '../../core/usecases/manage/read-history.ts';
import { getJob, getJobUnless, listJobs } from '../../core/usecases/manage/read-jobs.ts';
import { listRuns } from '../../core/usecases/manage/read-runs.ts';
import { undoCommand } from '../../core/usecases/manage/undo-command.ts';
import { listUpcoming } from '../../core/usecases/manage/upcoming.ts';
import type { Checked } from '../../core/validation/check.ts';
import { deleteWebhook, listWebhooks, setWebhook, testWebhook } from '../../core/webhooks/manage-webhooks.ts';
import { readWebhook } from '../../core/webhooks/webhook-request.ts';
import { ownersFor } from './call-scope.ts';
import { dispatchManyRoute, dispatchRoute } from './dispatch-routes.ts';
import { bulkIdOf, entryIdOf, idOf, occurrenceOf, webhookIdOf } from './path-params.ts';
import { unavailable } from './problem.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { checked, ok, type PlainRoute, type Route, type RoutesSetup } from './route.ts';
import type { RouteKey } from './route-keys.ts';
import { scheduleRoutes } from './schedule-routes.ts';

/** Each route calls one use case and maps its answer. */
const ROUTES: { [Key in RouteKey]: Route<Key> } = {
  'POST /v1/dispatch': dispatchManyRoute,
  'POST /v1/{namespace}/dispatch': dispatchRoute,

  'GET /v1/jobs': async ({ query, ...caller }, { config }, ports) =>
    ok(await listJobs(query, ownersFor(caller, query, config), ports)),

  'GET /v1/jobs/{id}': async ({ params, known, access }, _setup, ports) => {
    const id = idOf(params);
    const job =
      known === undefined ? await getJob(id, access, ports) : await getJobUnless(known, id, access, ports);
    return versioned(job?.version ?? known, job);
  },

  'GET /v1/jobs/{id}/history': async ({ params, query, access }, _setup, ports) =>
    ok(await getHistory(idOf(params), query, access, ports)),

  'GET /v1/jobs/{id}/history/{occurrence}': async ({ params, access }, _setup, ports) =>
    ok(await getExecution(idOf(params), occurrenceOf(params), access, ports)),

  'GET /v1/runs': async ({ query, ...caller }, { config }, ports) =>
    ok(await listRuns(query, ownersFor(caller, query, config), ports)),

  'GET /v1/changes': async ({ query, known, ...caller }, { config }, ports) => {
    const changes = await pollChanges(query.since, ownersFor(caller, query, config), ports);
    const isKnown = known === changes.cursor && !changes.more && changes.changed.length === 0;
    return versioned(changes.cursor, isKnown ? undefined : changes);
  },

  'GET /v1/upcoming': async ({ query, ...caller }, { config }, ports) =>
    ok(await listUpcoming(query, ownersFor(caller, query, config), ports)),

  'POST /v1/jobs/{id}/preview': async ({ params, body, access }, _setup, ports) => {
    // Loaded at the first such call.
    const { previewJob } = await import('../../core/usecases/manage/preview-job.ts');
    return ok(await previewJob(idOf(params), body, access, ports));
  },

  'GET /v1/jobs/{id}/audit': async ({ params, query, access }, _setup, ports) =>
    ok(await getAudit(idOf(params), query, access, ports)),

  'POST /v1/jobs/{id}/cancel': change(readCommand.cancel),
  'POST /v1/jobs/{id}/pause': change(readCommand.pause),
  'POST /v1/jobs/{id}/resume': change(readCommand.resume),
  'POST /v1/jobs/{id}/reschedule': change(readCommand.reschedule),
  'POST /v1/jobs/{id}/trigger': change(readCommand.trigger),
  'POST /v1/jobs/{id}/retry': change(readCommand.retry),

  'DELETE /v1/jobs/{id}': async (request, setup, ports) => {
    await change(readCommand.delete)(request, setup, ports);
    return ok({ deleted: true });
  },

  'POST /v1/jobs/bulk/cancel': bulk('cancel'),
  'POST /v1/jobs/bulk/pause': bulk('pause'),
  'POST /v1/jobs/bulk/resume': bulk('resume'),
  'POST /v1/jobs/bulk/retry': bulk('retry'),
  'POST /v1/jobs/bulk/delete': bulk('delete'),

  'POST /v1/jobs/pause-all': async ({ body, access, caller }, { config }, ports) => {
    const request = checked(readPauseAll(body));
    mustReach('A hold', request, access, config);
    return ok(await pauseAll(request, caller, ports));
  },

  'POST /v1/jobs/resume-all': async ({ body, access, caller }, { config }, ports) => {
    const request = checked(readResumeAll(body));
    mustReach('A hold', request, access, config);
    return ok(await resumeAll(request, caller, ports));
  },

  'GET /v1/holds': async ({ query, ...caller }, { config }, ports) =>
    ok(await listHolds(ownersFor(caller, query, config), config, ports)),

  'GET /v1/me': async ({ who, access }, { config, about }, { clock }) => {
    const me: Me = { ...who, scopes: scopesOf(visibleIn(config, access)), now: clock.now(), ...about };
    return ok(me);
  },

  'GET /v1/audit': async ({ query, ...caller }, { config }, ports) =>
    ok(await listAudit(query, ownersFor(caller, query, config), caller.access, ports)),

  'POST /v1/audit/{id}/undo': async ({ params, body, access, caller }, _setup, ports) => {
    const reason = checked(readUndo(body));
    return ok(await undoCommand(entryIdOf(params), { ...caller, ...defined(reason) }, access, ports));
  },

  'GET /v1/bulk/{id}': async ({ params, access }, _setup, ports) =>
    ok(await getBulk(bulkIdOf(params), access, ports)),

  'GET /v1/stats': async ({ query, ...caller }, { config }, ports) =>
    ok(await readStats(query, ownersFor(caller, query, config), ports)),

  'GET /v1/stats/series': async ({ query, ...caller }, { config }, ports) =>
    ok(await readSeries(query, ownersFor(caller, query, config), ports)),

  'PUT /v1/webhooks': async ({ body, access, caller }, setup, ports) =>
    ok(await setWebhook(checked(readWebhook(body, setup.localReceivers)), access, caller, setup, ports)),

  'GET /v1/webhooks': async ({ query, ...caller }, { config }, ports) => {
    ownersFor(caller, query, config);
    return ok(await listWebhooks(query, caller.access, ports));
  },

  'DELETE /v1/webhooks/{id}': async ({ params, body, access, caller }, _setup, ports) => {
    checked(readNothing(body));
    await deleteWebhook(webhookIdOf(params), access, caller, ports);
    return ok({ deleted: true });
  },

  'POST /v1/webhooks/{id}/test': async ({ params, body, access }, setup, ports) => {
    checked(readNothing(body));
    return ok(await testWebhook(webhookIdOf(params), access, setup, ports));
  },

  ...scheduleRoutes,

  'GET /v1/openapi.json': async (_request, { inputs }) => {
    // Loaded at the first such call.
    const { openApiDocument } = await import('./openapi/document.ts');
    return ok(openApiDocument(inputs));
  },

  'GET /v1/health': async (_request, { isHealthy }) => {
    if (await isHealthy()) return ok({ status: 'ok' });
    const problem = unavailable('The table of jobs does not answer.');
    return { status: problem.status, body: problem };
  },
};

/** Does a call of the API. @throws RequestError for what the caller did wrong */
export function callRoute<Key extends RouteKey>(
  request: ApiRequest<Key>,
  setup: RoutesSetup,
  ports: Ports,
): Promise<ApiResponse> {
  return ROUTES[request.route](request, setup, ports);
}

/** A route that does one thing to one job. */
function change(read: (body: unknown) => Checked<ReasonedCommand>): PlainRoute {
  return async ({ params, body, access, caller }, _setup, ports) => {
    const command = checked(read(body));
    const { reason } = command;
    return ok(await changeJob(idOf(params), command, { ...caller, ...defined({ reason }) }, access, ports));
  };
}

/** A route that does one thing to many jobs: 200 when all is done, 202 when the executor continues it. */
function bulk(action: BulkAction): PlainRoute {
  return async ({ body, ...caller }, { config }, ports) => {
    const request = checked(readBulk(action, body));
    const progress = await startBulk(
      action,
      request,
      ownersFor(caller, request, config),
      caller.caller,
      ports,
    );
    return { status: progress.status === 'running' ? 202 : 200, body: progress };
  };
}

/** An answer with its version, or that the caller has it already. */
function versioned(version: string | undefined, body: object | undefined): ApiResponse {
  return { status: body ? 200 : 304, body: body ?? null, ...defined({ version }) };
}

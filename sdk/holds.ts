import type { Hold, HoldList, HoldPlan, HoldScope, PauseAllRequest } from '../contract/hold.ts';
import { type CallOptions, callApi } from './call-api.ts';
import type { OwnScope } from './own-scope.ts';
import { toQuery } from './sendable.ts';

/** Holds all jobs of a scope. */
export async function pauseAll(options: CallOptions, body: PauseAllRequest): Promise<Hold> {
  return callApi(options, { method: 'POST', path: '/v1/jobs/pause-all', body, repeatable: true });
}

/** Ends the hold of a scope. */
export async function resumeAll(options: CallOptions, body: HoldScope): Promise<HoldList> {
  return callApi(options, { method: 'POST', path: '/v1/jobs/resume-all', body, repeatable: true });
}

/** The holds in force on a product and env, and the maintenance windows to come. */
export async function listHolds(options: CallOptions, filter: OwnScope): Promise<HoldPlan> {
  const query = toQuery('/v1/holds', { ...filter });
  return callApi(options, { method: 'GET', path: '/v1/holds', query, repeatable: true });
}

import type { AuditFilter, AuditPage, AuditPageAsked } from '../contract/audit.ts';
import type { Job } from '../contract/job.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { idPath } from './id-path.ts';
import { type OwnScope, type Scoped, withOwn } from './own-scope.ts';
import { readableJob } from './readable-error.ts';
import { toQuery } from './sendable.ts';

/** Why a caller asks for it, as the audit trail tells it. */
export interface Reasoned {
  reason?: string;
}

/** What `jobs` says of who changed what, and undoes of it. */
export class AuditTrail {
  readonly #options: CallOptions;
  readonly #own: OwnScope;

  /** @param own the client's own product and env */
  constructor(options: CallOptions, own: OwnScope = {}) {
    this.#options = options;
    this.#own = own;
  }

  /** The commands on the job, newest first: by which actor, when, what they changed and why, and whether that can be undone. */
  async getAudit(id: string, page: AuditPageAsked = {}): Promise<AuditPage> {
    const path = idPath('GET', 'jobs', id, '/audit');
    const query = toQuery(path, { ...page });
    return callApi(this.#options, { method: 'GET', path, query, repeatable: true });
  }

  /** The commands on the client's product and env, or on those named, newest first. */
  async listAudit(filter: Scoped<AuditFilter> = {}): Promise<AuditPage> {
    const query = toQuery('/v1/audit', { ...withOwn(filter, this.#own) });
    return callApi(this.#options, { method: 'GET', path: '/v1/audit', query, repeatable: true });
  }

  /**
   * Undoes a reschedule, pause, resume or cancel of a recurring job, by the id of its entry in the audit trail. Rejects with
   * `ILLEGAL_TRANSITION` where the job was changed since.
   */
  async undo(id: string, options: Reasoned = {}): Promise<Job> {
    const path = idPath('POST', 'audit', id, '/undo');
    // Not repeated: a second call would find that it was undone.
    const call = { method: 'POST', path, body: options, repeatable: false } as const;
    return readableJob(await callApi(this.#options, call));
  }
}

import type { BulkAction, BulkProgress, BulkRequest } from '../contract/bulk.ts';
import type { Hold, HoldList, HoldPlan, HoldScope, PauseAllRequest } from '../contract/hold.ts';
import type { Execution, ExecutionOutcome, History, Job, JobFilter, JobPage } from '../contract/job.ts';
import type { SchedulePatch } from '../contract/schedule.ts';
import type { Stats, StatsFilter } from '../contract/stats.ts';
import type { Webhook, WebhookFilter, WebhookList, WebhookTest } from '../contract/webhook.ts';
import type { Reasoned } from './audit.ts';
import { getBulk, type OnProgress, runBulk } from './bulk.ts';
import { type CallOptions, callApi, listIn } from './call-api.ts';
import { listHolds, pauseAll, resumeAll } from './holds.ts';
import { idPath } from './id-path.ts';
import { Overviews } from './overviews.ts';
import { manyOfOwn, type OwnScope, type Scoped, withOwn } from './own-scope.ts';
import { readableExecution, readableJob } from './readable-error.ts';
import { toQuery } from './sendable.ts';
import { deleteWebhook, listWebhooks, type SetWebhookRequest, setWebhook, testWebhook } from './webhooks.ts';

/** One page of a history, what it is of, and where it begins. */
export interface HistoryPage {
  outcome?: ExecutionOutcome | ExecutionOutcome[];
  /** Due at or after, Unix ms or ISO 8601. */
  from?: number | string;
  /** Due at or before. */
  to?: number | string;
  /** Executions in a page. */
  limit?: number;
  /** The `cursor` of the page before. */
  cursor?: string;
}

/**
 * Looks at jobs and controls them. Lists, figures, webhooks and calls over many jobs are about the client's own product
 * and env unless others are named; null stands for all there are. A job's id finds it wherever it is.
 */
export class Jobs extends Overviews {
  readonly #options: CallOptions;
  readonly #own: OwnScope;

  /** @param own the client's own product and env */
  constructor(options: CallOptions, own: OwnScope = {}) {
    super(options, own);
    this.#options = options;
    this.#own = own;
  }

  /** The job, with its input and last result; rejects with `NOT_FOUND`. */
  async get(id: string): Promise<Job> {
    return readableJob(
      await callApi(this.#options, { method: 'GET', path: idPath('GET', 'jobs', id), repeatable: true }),
    );
  }

  /** One page of jobs, newest first. */
  async list(filter: Scoped<JobFilter> = {}): Promise<JobPage> {
    const page = await callApi<JobPage>(this.#options, {
      method: 'GET',
      path: '/v1/jobs',
      query: toQuery('/v1/jobs', { ...withOwn(filter, this.#own) }),
      repeatable: true,
    });
    listIn(page.jobs, '/v1/jobs').forEach(readableJob);
    return page;
  }

  /** All jobs of the filter, newest first; `limit` is the size of the pages they are fetched in. */
  async *listAll(filter: Scoped<JobFilter> = {}): AsyncGenerator<Job, void, undefined> {
    const { offset, ...rest } = filter;
    let page = await this.list(filter);
    yield* page.jobs;
    while (page.cursor !== undefined) {
      page = await this.list({ ...rest, cursor: page.cursor });
      yield* page.jobs;
    }
  }

  /** Cancels the job and returns it; a running attempt is not interrupted. Rejects with `ILLEGAL_TRANSITION`. */
  async cancel(id: string, options: Reasoned = {}): Promise<Job> {
    return this.#change(id, 'cancel', options, true);
  }

  /** Pauses the job: nothing further starts until it is resumed. Rejects with `ILLEGAL_TRANSITION`. */
  async pause(id: string, options: Reasoned = {}): Promise<Job> {
    return this.#change(id, 'pause', options, true);
  }

  /** Lets a paused job go on from now; what passed meanwhile is not made up. Rejects with `ILLEGAL_TRANSITION`. */
  async resume(id: string, options: Reasoned = {}): Promise<Job> {
    return this.#change(id, 'resume', options);
  }

  /**
   * Changes the fields of the job's schedule that are named; null takes one away. Its runs go on being counted. The run of a
   * one-time job that waits for another attempt has it at the new moment.
   */
  async reschedule(id: string, schedule: SchedulePatch, options: Reasoned = {}): Promise<Job> {
    return this.#change(id, 'reschedule', { ...schedule, ...options }, true);
  }

  /**
   * Runs the job once now, beside its schedule; that counts as a run. A one-time job whose run waits for another attempt has
   * that attempt now. With an `idempotency_key` it is repeated when the connection fails or the API is unavailable, and the same key again is the
   * same run. Rejects with `ILLEGAL_TRANSITION`.
   */
  async trigger(id: string, options: { idempotency_key?: string } & Reasoned = {}): Promise<Job> {
    return this.#change(id, 'trigger', options, options.idempotency_key !== undefined);
  }

  /**
   * Runs a failed job once more, `delay` ms from now. While the target may have done what the failed run asked, the new run
   * carries the same idempotency key, unless `new_key` is true. Rejects with `ILLEGAL_TRANSITION`.
   */
  async retry(id: string, options: { delay?: number; new_key?: boolean } & Reasoned = {}): Promise<Job> {
    return this.#change(id, 'retry', options);
  }

  /** Deletes the job with its history, unless it is running. */
  async delete(id: string): Promise<{ deleted: true }> {
    return callApi(this.#options, {
      method: 'DELETE',
      path: idPath('DELETE', 'jobs', id),
      repeatable: false,
    });
  }

  /** Cancels all jobs of the filter that have not ended; an empty filter needs `all: true`. */
  async cancelMany(
    request: Scoped<BulkRequest> & { reason?: string } = {},
    onProgress?: OnProgress,
  ): Promise<BulkProgress> {
    return this.#many('cancel', request, onProgress);
  }

  /** Pauses all jobs of the filter that can be paused and are not paused yet, without a filter all those of the client's product and env. */
  async pauseMany(request: Scoped<BulkRequest> = {}, onProgress?: OnProgress): Promise<BulkProgress> {
    return this.#many('pause', request, onProgress);
  }

  /**
   * Resumes all jobs of the filter that were paused in bulk, and with `include_paused_by_hand` all that are paused; an empty
   * filter needs `all: true`.
   */
  async resumeMany(request: Scoped<BulkRequest> = {}, onProgress?: OnProgress): Promise<BulkProgress> {
    return this.#many('resume', request, onProgress);
  }

  /** Runs all failed jobs of the filter once more; an empty filter needs `all: true`. */
  async retryMany(request: Scoped<BulkRequest> = {}, onProgress?: OnProgress): Promise<BulkProgress> {
    return this.#many('retry', request, onProgress);
  }

  /** Deletes all jobs of the filter that are not running; an empty filter needs `all: true`. */
  async deleteMany(request: Scoped<BulkRequest> = {}, onProgress?: OnProgress): Promise<BulkProgress> {
    return this.#many('delete', request, onProgress);
  }

  /** Holds all jobs of a product, env or namespace by one write: within two seconds nothing starts but what is triggered; runs in flight continue. */
  async pauseAll(request: Scoped<PauseAllRequest>): Promise<Hold> {
    return pauseAll(this.#options, withOwn(request, this.#own));
  }

  /** Ends the hold of exactly this scope, by default the client's product and env; tells the holds that are still in force there. */
  async resumeAll(scope: Scoped<HoldScope> = {}): Promise<HoldList> {
    return resumeAll(this.#options, withOwn(scope, this.#own));
  }

  /** The holds in force on the client's product and env, or on those named, and the maintenance windows to come. */
  async listHolds(filter: Scoped<object> = {}): Promise<HoldPlan> {
    return listHolds(this.#options, withOwn(filter, this.#own));
  }

  /** How far a bulk operation has come, also one that another client began. */
  async getBulk(id: string): Promise<BulkProgress> {
    return getBulk(this.#options, id);
  }

  /** One page of the job's executions, newest first. */
  async getHistory(id: string, page: HistoryPage = {}): Promise<History> {
    const path = idPath('GET', 'jobs', id, '/history');
    const history = await callApi<History>(this.#options, {
      method: 'GET',
      path,
      query: toQuery(path, { ...page }),
      repeatable: true,
    });
    listIn(history.executions, path).forEach(readableExecution);
    return history;
  }

  /** What came of one occurrence, by when it was due, Unix ms or ISO 8601. Rejects with `NOT_FOUND` while that is not known. */
  async getExecution(id: string, occurrence: number | string): Promise<Execution> {
    const path = idPath('GET', 'jobs', id, `/history/${encodeURIComponent(occurrence)}`);
    return readableExecution(await callApi(this.#options, { method: 'GET', path, repeatable: true }));
  }

  /** All executions of the job that are kept, newest first; `limit` is the size of the pages. */
  async *getAllHistory(id: string, page: HistoryPage = {}): AsyncGenerator<Execution, void, undefined> {
    let history = await this.getHistory(id, page);
    yield* history.executions;
    while (history.cursor !== undefined) {
      history = await this.getHistory(id, { ...page, cursor: history.cursor });
      yield* history.executions;
    }
  }

  /** Jobs and runs in figures. */
  async getStats(filter: Scoped<StatsFilter> = {}): Promise<Stats> {
    return callApi(this.#options, {
      method: 'GET',
      path: '/v1/stats',
      query: toQuery('/v1/stats', { ...withOwn(filter, this.#own) }),
      repeatable: true,
    });
  }

  /**
   * Tells a URL what happens to jobs. Set again, the webhook of this URL, product and env is replaced and enabled. Rejects
   * with `VALIDATION_ERROR` for an address that is not public.
   */
  async setWebhook(request: SetWebhookRequest): Promise<Webhook> {
    return setWebhook(this.#options, request, this.#own);
  }

  /** A page of the webhooks that were set for this product and env; null stands for all there are. */
  async listWebhooks(filter: Scoped<WebhookFilter> = {}): Promise<WebhookList> {
    return listWebhooks(this.#options, filter, this.#own);
  }

  /** Deletes the webhook; what is still to be delivered to it is dropped. Rejects with `NOT_FOUND`. */
  async deleteWebhook(id: string): Promise<{ deleted: true }> {
    return deleteWebhook(this.#options, id);
  }

  /** Sends the webhook a `webhook.test` at once and tells how that went. Rejects with `NOT_FOUND`. */
  async testWebhook(id: string): Promise<WebhookTest> {
    return testWebhook(this.#options, id);
  }

  #many(action: BulkAction, request: Scoped<BulkRequest>, onProgress?: OnProgress): Promise<BulkProgress> {
    return runBulk(this.#options, action, manyOfOwn(action, request, this.#own), onProgress);
  }

  async #change(id: string, what: string, body?: object, repeatable = false): Promise<Job> {
    const path = idPath('POST', 'jobs', id, `/${what}`);
    const call = { method: 'POST', path, ...(body && { body }), repeatable } as const;
    return readableJob(await callApi(this.#options, call));
  }
}

import { ErrorCode } from '../contract/errors.ts';
import type { Execution, History, Job, JobFilter, JobPage } from '../contract/job.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { DuctapeError } from './ductape-error.ts';

/** One page of a history, and where it begins. */
export interface HistoryPage {
  /** Executions in a page. */
  limit?: number;
  /** The `cursor` of the page before. */
  cursor?: string;
}

/** Looks at jobs and cancels them. */
export class Jobs {
  readonly #options: CallOptions;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  /** The job, with its input and last result; rejects with `NOT_FOUND`. */
  async get(id: string): Promise<Job> {
    return callApi(this.#options, { method: 'GET', path: jobPath(id), repeatable: true });
  }

  /** One page of jobs, newest first; the client's own product and env do not narrow it. */
  async list(filter: JobFilter = {}): Promise<JobPage> {
    return callApi(this.#options, {
      method: 'GET',
      path: '/v1/jobs',
      query: toQuery({ ...filter }),
      repeatable: true,
    });
  }

  /** All jobs of the filter, newest first; `limit` is the size of the pages they are fetched in. */
  async *listAll(filter: JobFilter = {}): AsyncGenerator<Job, void, undefined> {
    const { offset, ...rest } = filter;
    let page = await this.list(filter);
    yield* page.jobs;
    while (page.cursor !== undefined) {
      page = await this.list({ ...rest, cursor: page.cursor });
      yield* page.jobs;
    }
  }

  /** Cancels the job and returns it; a running attempt is not interrupted. Rejects with `ILLEGAL_TRANSITION`. */
  async cancel(id: string, { reason }: { reason?: string } = {}): Promise<Job> {
    return callApi(this.#options, {
      method: 'POST',
      path: `${jobPath(id)}/cancel`,
      body: { reason },
      repeatable: true,
    });
  }

  /** One page of the job's executions, newest first. */
  async getHistory(id: string, page: HistoryPage = {}): Promise<History> {
    return callApi(this.#options, {
      method: 'GET',
      path: `${jobPath(id)}/history`,
      query: toQuery({ ...page }),
      repeatable: true,
    });
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
}

/** Refuses what is no job id: an empty one would list jobs, and `..` would leave the path. */
function jobPath(id: string): string {
  if (/^job_[\w-]+$/.test(id)) return `/v1/jobs/${id}`;
  const issues = [{ path: 'id', message: `expected job_ and an id, got ${JSON.stringify(id)}` }];
  const request = { method: 'GET', path: '/v1/jobs/{id}' } as const;
  throw new DuctapeError(request, { code: ErrorCode.Validation, detail: 'Not sent.', issues });
}

/** A list becomes comma-separated, as the wire has it. */
function toQuery(fields: Record<string, unknown>): Record<string, string> {
  const set = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}

import type { Changes, ChangesFilter } from '../contract/changes.ts';
import type { Job } from '../contract/job.ts';
import { defined } from '../contract/plain-data.ts';
import type {
  JobPreviewRequest,
  PreviewRequest,
  ScheduleCalendar,
  SchedulePreview,
} from '../contract/preview.ts';
import type { RunFilter, RunPage, WrongRun } from '../contract/run.ts';
import type { Schedule } from '../contract/schedule.ts';
import type { SeriesFilter, StatsSeries } from '../contract/stats.ts';
import type { Upcoming, UpcomingFilter } from '../contract/upcoming.ts';
import { AuditTrail } from './audit.ts';
import { type CallOptions, callApi, listIn } from './call-api.ts';
import { idPath } from './id-path.ts';
import { type OwnScope, type Scoped, withOwn } from './own-scope.ts';
import { preview, previewJob } from './previews.ts';
import { readableJob, readableRun } from './readable-error.ts';
import { toQuery } from './sendable.ts';

/** What is seen of many jobs at once, beside their list. */
export class Overviews extends AuditTrail {
  readonly #options: CallOptions;
  readonly #own: OwnScope;

  /** @param own the client's own product and env */
  constructor(options: CallOptions, own: OwnScope) {
    super(options, own);
    this.#options = options;
    this.#own = own;
  }

  /** What a schedule means, as if it were dispatched at `from`, by default now; no job is made. */
  async preview(
    schedule: Schedule,
    options: Omit<PreviewRequest, 'schedule'> = {},
  ): Promise<SchedulePreview> {
    return preview(this.#options, { ...options, schedule });
  }

  /** What follows of a job, with `schedule` as if it were rescheduled so; nothing is changed. Rejects as `reschedule` would. */
  async previewJob(id: string, request: JobPreviewRequest = {}): Promise<SchedulePreview> {
    return previewJob(this.#options, id, request);
  }

  /** One page of the executions that went wrong, of one-time and recurring jobs alike, newest first; a job that was deleted has none. */
  async listRuns(filter: Scoped<RunFilter> = {}): Promise<RunPage> {
    const page = await this.#read<RunPage>('/v1/runs', filter);
    listIn(page.runs, '/v1/runs').forEach(readableRun);
    return page;
  }

  /** All of them, newest first; `limit` is the size of the pages they are fetched in. */
  async *listAllRuns(filter: Scoped<RunFilter> = {}): AsyncGenerator<WrongRun, void, undefined> {
    let page = await this.listRuns(filter);
    yield* page.runs;
    while (page.cursor !== undefined) {
      page = await this.listRuns({ ...filter, cursor: page.cursor });
      yield* page.runs;
    }
  }

  /** The job, unless it is still what its `version` says that the caller has: then one row was read. Rejects with `NOT_FOUND`. */
  async getIfChanged(id: string, version: string): Promise<Job | undefined> {
    const path = idPath('GET', 'jobs', id);
    const call = { method: 'GET', path, known: String(version), repeatable: true } as const;
    const job = await callApi<Job | undefined>(this.#options, call);
    return job && readableJob(job);
  }

  /**
   * Which jobs have changed since an earlier answer, of the client's product and env or of those named; undefined where none has. Meant to be asked
   * every second or so: it reads one small item a product and env.
   */
  async pollChanges(filter: Scoped<ChangesFilter> = {}): Promise<Changes | undefined> {
    const path = '/v1/changes';
    const query = toQuery(path, { ...withOwn(filter, this.#own) });
    const known = filter.since === undefined ? {} : { known: String(filter.since) };
    return callApi(this.#options, { method: 'GET', path, query, ...known, repeatable: true });
  }

  /** What is due to run in a time ahead, an hour unless told, the job that is due first first. */
  async listUpcoming(filter: Scoped<UpcomingFilter> = {}): Promise<Upcoming> {
    return this.#read('/v1/upcoming', filter);
  }

  /** Jobs and runs in figures by hours or days, with how late runs started. */
  async getSeries(filter: Scoped<SeriesFilter> = {}): Promise<StatsSeries> {
    return this.#read('/v1/stats/series', filter);
  }

  /** On which days of a year a schedule runs, as if it were dispatched now, and what changes of the clock do to it; no job is made. */
  async getCalendar(schedule: Schedule, year?: number): Promise<ScheduleCalendar> {
    const body = { schedule, ...defined({ year }) };
    return callApi(this.#options, { method: 'POST', path: '/v1/schedules/calendar', body, repeatable: true });
  }

  #read<Answer>(path: string, asked: Scoped<object>): Promise<Answer> {
    const query = toQuery(path, { ...withOwn(asked, this.#own) });
    return callApi(this.#options, { method: 'GET', path, query, repeatable: true });
  }
}

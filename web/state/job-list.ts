import { batch, signal } from '@preact/signals';
import type { Job, JobFilter } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { ductape } from '../api/client.ts';
import type { Told } from '../api/live.ts';

/** Jobs of a page, and of a look at one again, in which newer ones may stand before. */
const PAGE = 50;
const AGAIN = 100;

/** Jobs that the API reads by their ids at once. */
const IDS_MAX = 24;

/** A job of a list; `isGone` once it does not match the filter any more: it stays where it was until the list is read anew. */
export interface Row {
  job: Job;
  isGone: boolean;
}

/** A list of jobs that is read page by page. What is shown changes in place: looking again adds, moves and removes no row. */
export class JobList {
  readonly rows = signal<readonly Row[]>([]);
  /** Jobs that came to match, and are not shown yet. */
  readonly waiting = signal<readonly Job[]>([]);
  readonly cursor = signal<string | undefined>(undefined);
  readonly isRead = signal(false);
  readonly error = signal<unknown>(undefined);
  /** Which jobs are chosen, by their ids. */
  readonly chosen = signal<ReadonlySet<string>>(new Set());
  readonly filter: JobFilter;
  #chosenLast = '';
  /** How each page is asked for again. */
  #pages: (string | undefined)[] = [];
  #turn = 0;

  constructor(filter: JobFilter) {
    this.filter = filter;
  }

  /** Reads the first page; later what has changed where that is told, else the first page and one other in turn. */
  async look(told?: Told): Promise<void> {
    try {
      if (!this.isRead.value) return await this.more();
      if (told && !told.more && (await this.#changed(told.changed))) return;
      await this.#again(undefined);
      const others = this.#pages.slice(1);
      this.#turn += 1;
      const other = others[this.#turn % Math.max(1, others.length)];
      if (other !== undefined) await this.#again(other);
      this.error.value = undefined;
    } catch (error) {
      this.error.value = error;
      throw error;
    }
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    const cursor = this.cursor.value;
    const page = await ductape.jobs.list({
      ...this.filter,
      limit: PAGE,
      ...defined({ cursor }),
    });
    this.#pages.push(cursor);
    const known = new Set(this.rows.value.map(({ job }) => job.id));
    const added = page.jobs.filter(({ id }) => !known.has(id));
    batch(() => {
      this.rows.value = [...this.rows.value, ...added.map((job) => ({ job, isGone: false }))];
      this.cursor.value = page.cursor;
      this.isRead.value = true;
      this.error.value = undefined;
    });
  }

  /** Reads the next pages until one has a job, or ten have none. */
  async further(): Promise<void> {
    const before = this.rows.value.length;
    for (let pages = 0; pages < 10; pages += 1) {
      await this.more();
      if (this.rows.value.length > before || this.cursor.value === undefined) return;
    }
  }

  /** Chooses a job, or does not any more; @param isRange with all between it and the one before. */
  choose(id: string, isRange = false): void {
    const ids = this.rows.value.map(({ job }) => job.id);
    const [a, b] = [ids.indexOf(id), isRange ? ids.indexOf(this.#chosenLast) : -1];
    const range = b < 0 ? [id] : ids.slice(Math.min(a, b), Math.max(a, b) + 1);
    const chosen = new Set(this.chosen.value);
    const isChosen = b < 0 && chosen.has(id);
    for (const each of range) {
      if (isChosen) chosen.delete(each);
      else chosen.add(each);
    }
    this.#chosenLast = id;
    this.chosen.value = chosen;
  }

  /** Chooses none. */
  chooseNone(): void {
    this.chosen.value = new Set();
  }

  /** Shows what came to match, where it belongs. */
  showWaiting(): void {
    const added = this.waiting.value.map((job) => ({ job, isGone: false }));
    batch(() => {
      this.rows.value = [...added, ...this.rows.value].sort((a, b) => (a.job.id < b.job.id ? 1 : -1));
      this.waiting.value = [];
    });
  }

  /** Looks again at jobs that changed, by the ends of their ids; false where others than those that are shown may have come to match. */
  async #changed(ends: readonly string[]): Promise<boolean> {
    const known = [...this.rows.value.map(({ job }) => job), ...this.waiting.value];
    const endOf = ({ id }: Job) => id.slice(-5);
    const ids = known.filter((job) => ends.includes(endOf(job))).map(({ id }) => id);
    const isShown = ends.every((end) => known.some((job) => endOf(job) === end));
    if (!isShown || ids.length > IDS_MAX) return false;
    const { jobs } = await ductape.jobs.list({ ...this.filter, ids, consistent: false });
    const found = new Map(jobs.map((job) => [job.id, job]));
    this.rows.value = this.rows.value.map((row) => {
      if (!ids.includes(row.job.id)) return row;
      const job = found.get(row.job.id);
      return job ? { job, isGone: false } : { ...row, isGone: true };
    });
    this.error.value = undefined;
    return true;
  }

  async #again(cursor: string | undefined): Promise<void> {
    const page = await ductape.jobs.list({
      ...this.filter,
      limit: AGAIN,
      consistent: false,
      ...defined({ cursor }),
    });
    const found = new Map(page.jobs.map((job) => [job.id, job]));
    const oldest = page.jobs.at(-1)?.id;
    const newest = page.jobs[0]?.id;
    // Ids are ordered by time. What lies beyond the ends of the page was not looked at.
    const isCovered = ({ id }: Job) =>
      (cursor === undefined || (newest !== undefined && id <= newest)) &&
      (page.cursor === undefined || (oldest !== undefined && id >= oldest));
    const known = new Set(this.rows.value.map(({ job }) => job.id));
    const last = this.rows.value.at(-1)?.job.id;
    const came = page.jobs.filter(
      ({ id }) => !known.has(id) && (this.cursor.value === undefined || last === undefined || id > last),
    );
    batch(() => {
      // A row that is as it was stays the same, so that it is not drawn anew.
      const rows = this.rows.value.map((row) => {
        const job = found.get(row.job.id);
        if (!job) return isCovered(row.job) && !row.isGone ? { ...row, isGone: true } : row;
        return job.updated_at === row.job.updated_at && !row.isGone ? row : { job, isGone: false };
      });
      if (rows.some((row, index) => row !== this.rows.value[index])) this.rows.value = rows;
      if (cursor === undefined && (came.length > 0 || this.waiting.value.length > 0))
        this.waiting.value = came;
    });
  }
}

/** Most lists that are kept for coming back to them. */
const KEPT = 10;
const kept = new Map<string, JobList>();

/** The list of a filter as it was left, or a new one. @param isNew forgets what was kept */
export function listOf(filter: JobFilter, isNew = false): JobList {
  const key = JSON.stringify(filter);
  const list = (isNew ? undefined : kept.get(key)) ?? new JobList(filter);
  kept.delete(key);
  kept.set(key, list);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return list;
}

import type { Hold } from '../../../contract/hold.ts';
import type { Execution, Job, JobPage, JobStatus } from '../../../contract/job.ts';
import { Limits } from '../../../contract/limits.ts';
import type { Namespace } from '../../../contract/namespaces.ts';
import { defined } from '../../../contract/plain-data.ts';
import { noSuch } from '../../errors/request-error.ts';
import { cursorText } from '../../input/cursor.ts';
import type { CheckedFilter } from '../../input/job-filter.ts';
import { LOOKED_AT_WITHIN, overdueSince } from '../../jobs/heal-overdue.ts';
import { firstIdAt, JOB_ID } from '../../jobs/job-id.ts';
import { isFailing, type JobRow, statusOf } from '../../jobs/row.ts';
import type { Access, Scope } from '../../jobs/scope.ts';
import { runsInFull, toJobAt } from '../../jobs/view.ts';
import { type JobQuery, payloadOf } from '../../ports/job-store.ts';
import { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { isRecurring } from '../../schedule/parsed-schedule.ts';

/** Jobs read at once: at first, and at most where few of them are meant. */
const BATCH = 100;
const LARGE = 300;

/**
 * Jobs read at most for one page, behind those that its offset passes over and in all: those of the longest offset and the largest page. Behind them a
 * cursor leads on.
 */
const READ_MAX = { behind: 600, all: Limits.listOffsetMax + Limits.listMax };

/** The row of a job. @throws RequestError `NOT_FOUND`, also for what the caller has no access to */
export async function existingRow(id: string, access: Access, ports: Ports): Promise<JobRow> {
  const row = await ports.jobs.get(id);
  if (row && row.deleted_at === undefined && access(row)) return row;
  throw noSuch('job', id);
}

/** One job with what was dispatched and what its last completed run returned. */
export async function getJob(id: string, access: Access, ports: Ports): Promise<Job> {
  const row = await existingRow(id, access, ports);
  return await jobOf(row, await ports.holds.current(), ports);
}

/** The same, unless it has the version that the caller knows: then only the row was read. */
export async function getJobUnless(
  known: string,
  id: string,
  access: Access,
  ports: Ports,
): Promise<Job | undefined> {
  const [row, holds] = await Promise.all([existingRow(id, access, ports), ports.holds.current()]);
  const { version } = toJobAt(row, holds, ports.clock.now());
  return version === known ? undefined : await jobOf(row, holds, ports);
}

async function jobOf(row: JobRow, holds: readonly Hold[], ports: Ports): Promise<Job> {
  const [payload, last] = await Promise.all([
    payloadOf(row, row.payload, ports.jobs),
    lastCompleted(row, ports),
  ]);
  return { ...toJobAt(row, holds, ports.clock.now(), payload ?? undefined, last), ...runsInFull(row) };
}

async function lastCompleted(row: JobRow, { history }: Ports): Promise<Execution | undefined> {
  const last = row.last_execution?.execution;
  if (last?.status === 'completed') return last;
  if (row.last_success === undefined) return undefined;
  return (await history.find(row.id, row.last_success))?.execution;
}

/** What of a filter is about a job itself; its scope and age are what the store finds it by. */
interface JobTraits {
  status?: readonly JobStatus[] | undefined;
  failing?: boolean | undefined;
  namespace?: Namespace | undefined;
  target?: string | undefined;
  recurring?: boolean | undefined;
  error?: string | undefined;
  q?: string | undefined;
}

/** Whether a job is one of those that the filter means. */
export function matches(row: JobRow, traits: JobTraits): boolean {
  const { status, failing, namespace, target, recurring, error, q } = traits;
  return (
    (status === undefined || status.includes(statusOf(row))) &&
    (failing === undefined || isFailing(row) === failing) &&
    (namespace === undefined || row.namespace === namespace) &&
    (target === undefined || row.target === target) &&
    (recurring === undefined || isRecurring(row.schedule) === recurring) &&
    (error === undefined || row.last_error?.code === error) &&
    (q === undefined || beginsWith(row, q.toLowerCase()))
  );
}

function beginsWith({ target, declared }: JobRow, text: string): boolean {
  return [target, declared?.name].some((each) => each?.toLowerCase().startsWith(text));
}

/** What the store looks for in an index: failing jobs are the fewest, else those of the states. */
export function indexed({ status, failing }: JobTraits): Pick<JobQuery, 'statuses' | 'failing'> {
  if (failing) return { failing };
  return status ? { statuses: status } : {};
}

/** Whether the filter asks for what no index carries, so that jobs are passed over. */
function passes({ status, failing, namespace, target, recurring, error, q }: JobTraits): boolean {
  const others = [namespace, target, recurring, error, q];
  const isLeft = failing === false || (failing === true && status !== undefined);
  return isLeft || others.some((each) => each !== undefined);
}

/**
 * A page of the scopes' jobs, newest first. Filters that no index carries pass over jobs, so a page may be short and still have a
 * cursor; it also ends before its answer is too large to be given.
 */
export async function listJobs(
  filter: CheckedFilter,
  scopes: readonly Scope[],
  ports: Ports,
): Promise<JobPage> {
  const page = new Page<Job>(filter.limit);
  const holds = await ports.holds.current();
  const now = ports.clock.now();
  const few = await fewRows(filter, scopes, ports);
  if (few) {
    for (const row of few) if (!page.add(toJobAt(row, holds, now))) break;
    return { jobs: page.items };
  }
  let left = filter.cursor?.offset ?? filter.offset;
  let below = filter.cursor?.below ?? (filter.to === undefined ? undefined : firstIdAt(filter.to + 1));
  const most = Math.min(READ_MAX.all, left + READ_MAX.behind);
  let more = true;
  let meant = 0;
  for (let read = 0; more && page.room > 0 && read < most; ) {
    const wanted = left + page.room;
    const limit = passes(filter)
      ? Math.min(batchFor(wanted, meant, read), most - read)
      : Math.min(BATCH, wanted);
    const rows = await ports.jobs.list({
      scopes,
      limit,
      ...indexed(filter),
      ...(filter.consistent && { stale: true }),
      ...defined({ below }),
      ...(filter.from !== undefined && { from: firstIdAt(filter.from) }),
    });
    read += limit;
    more = rows.length === limit;
    for (const row of rows) {
      const isMeant = matches(row, filter);
      if (isMeant) meant += 1;
      if (isMeant && left === 0 && !page.add(toJobAt(row, holds, now))) {
        more = true;
        break;
      }
      if (isMeant && left > 0) left -= 1;
      below = row.id;
    }
  }
  const cursor = more && below !== undefined ? cursorText({ below, offset: left }) : undefined;
  return { jobs: page.items, ...defined({ cursor }) };
}

/** Whether a job is of one of these products and envs, and is not deleted. */
export const isStanding = (row: JobRow, scopes: readonly Scope[]): boolean =>
  row.deleted_at === undefined &&
  scopes.some(({ product, env }) => product === row.product && env === row.env);

/** As many jobs as have those that are wanted among them, as far as those that were read tell. */
function batchFor(wanted: number, meant: number, read: number): number {
  if (read === 0) return BATCH;
  return Math.min(LARGE, Math.max(BATCH, Math.ceil((wanted * read) / Math.max(1, meant))));
}

/** The jobs of a filter that says which, or that asks for those that are overdue, newest first; undefined where it does neither. */
async function fewRows(
  filter: CheckedFilter,
  scopes: readonly Scope[],
  { jobs, clock }: Ports,
): Promise<JobRow[] | undefined> {
  const { q = '', ids = JOB_ID.test(q) ? [q] : undefined, overdue, limit } = filter;
  if (!ids && !overdue) return undefined;
  const now = clock.now();
  const rows = ids ? await jobs.getMany(ids) : await jobs.listOverdue(scopes, now + LOOKED_AT_WITHIN, limit);
  const isMeant = (row: JobRow) =>
    isStanding(row, scopes) &&
    (!overdue || overdueSince(row, now) !== undefined) &&
    matches(row, { ...filter, q: JOB_ID.test(q) ? undefined : filter.q });
  return rows.filter(isMeant).sort((a, b) => (a.id < b.id ? 1 : -1));
}

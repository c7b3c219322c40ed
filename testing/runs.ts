import type { Execution, Job } from '../contract/job.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { defined } from '../contract/plain-data.ts';
import type { Ductape } from '../sdk/client.ts';

/** A run that has ended, or an occurrence that was skipped; times in Unix ms. */
export interface TestRun extends Execution {
  job_id: string;
  /** The named schedule whose job it is of. */
  name?: string;
  namespace: Namespace;
  /** What it called, such as `send-report`. */
  target: string;
}

/** Of which jobs. */
export interface RunFilter {
  job_id?: string;
  target?: string;
}

/** Everything in the histories of the jobs, by their occurrences. */
export async function runsOf(
  client: Pick<Ductape, 'jobs'>,
  { job_id, target }: RunFilter,
): Promise<TestRun[]> {
  const jobs = job_id === undefined ? await allOf(client.jobs.listAll()) : [await client.jobs.get(job_id)];
  const chosen = jobs.filter((job) => target === undefined || job.target === target);
  const runs = await Promise.all(chosen.map((job) => runsOfJob(client, job)));
  return runs.flat().sort((a, b) => a.occurrence - b.occurrence || a.job_id.localeCompare(b.job_id));
}

async function runsOfJob(
  { jobs }: Pick<Ductape, 'jobs'>,
  { id, name, namespace, target }: Job,
): Promise<TestRun[]> {
  const runs: TestRun[] = [];
  let cursor: string | undefined;
  do {
    const page = await jobs.getHistory(id, { limit: 100, ...defined({ cursor }) });
    const job = { job_id: id, ...defined({ name }), namespace, target };
    runs.push(...page.executions.map((execution) => ({ ...execution, ...job })));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return runs;
}

async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

import type { Execution, InFlight, Job } from '../../contract/job.ts';
import { ductape } from '../api/client.ts';
import { addressOf, go, place } from '../router.ts';

/** A run or skipped occurrence of a job: in its history, or in flight. */
export type Run = Execution | InFlight;

/** The occurrence whose drawer the address asks for, Unix ms. */
export function openRun(): number | undefined {
  const text = place.value.query.get('run') ?? '';
  return /^\d{12,15}$/.test(text) ? Number(text) : undefined;
}

/** The address of a job's page with the drawer of one of its runs. */
export const runAddress = (id: string, occurrence: number): string =>
  addressOf(`/jobs/${id}`, { run: String(occurrence) });

/** Shows the drawer of another occurrence, or none; Back leaves the page as before. */
export function showRun(occurrence: number | undefined): void {
  const query = { ...Object.fromEntries(place.value.query), run: occurrence?.toString() };
  go(addressOf(place.value.path, query), 'replace');
}

/** Executions that are looked through for the one after another. */
const LOOKED_AT = 1000;

/** The occurrence before or after one, of those in the history and those in flight; undefined for none. */
export async function besides(job: Job, at: number, where: 'before' | 'after'): Promise<number | undefined> {
  const flying = (job.runs ?? []).map(({ occurrence }) => occurrence);
  if (where === 'before') {
    const { executions } = await ductape.jobs.getHistory(job.id, { to: at - 1, limit: 1 });
    const all = [...executions.map(({ occurrence }) => occurrence), ...flying];
    return all.filter((each) => each < at).sort((a, b) => b - a)[0];
  }
  const all = [...flying];
  // The history goes from the newest on; the one that was read last is the nearest.
  for await (const { occurrence } of ductape.jobs.getAllHistory(job.id, { from: at + 1, limit: 100 })) {
    all.push(occurrence);
    if (all.length > LOOKED_AT) return undefined;
  }
  return all.filter((each) => each > at).sort((a, b) => a - b)[0];
}

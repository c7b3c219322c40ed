import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../measure.ts';
import type { Target } from '../target.ts';
import { KINDS, type Load, type LoadJob, occurrencesOf } from './load.ts';

/** A scheduler that runs the load, each run of it a call of the target. */
export interface Contender {
  name: string;
  /** Resolves, when the job is accepted, to the id that its calls carry. */
  dispatch(job: LoadJob): Promise<string>;
  stop(): Promise<void>;
}

/** What came of the runs of one kind, or of all: how late each arrived at the target, ms. */
export interface Arrivals {
  lags: number[];
  early: number;
  /** Due and never arrived. */
  lost: number;
  /** Arrived more than once, or when nothing was due. */
  extra: number;
}

/** Dispatches that are sent at a time. */
const WIDTH = 8;
/** How long a run that has not arrived at the load's end is waited for, ms. */
const GRACE = 10_000;

/** Puts a load on a contender; resolves to what arrived, by kind, when the load is over. */
export async function carry(
  contender: Contender,
  load: Load,
  target: Target,
): Promise<Record<string, Arrivals>> {
  const due = new Map<string, { kind: string; at: number[] }>();
  const began = target.hits.length;
  for (const { at, jobs } of load.steps) {
    await sleep(Math.max(0, at - Date.now()));
    await inParallel(WIDTH, jobs.length, async (i) => {
      const job = jobs[i];
      if (job) due.set(await contender.dispatch(job), { kind: job.kind, at: occurrencesOf(job) });
    });
  }
  await sleep(Math.max(0, load.end - Date.now()));
  const hits = () => target.hits.slice(began);
  const expected = [...due].flatMap(([id, { at }]) => at.map((occurrence) => `${id} ${occurrence}`));
  const complete = () => {
    const seen = new Set(hits().map(({ job, occurrence }) => `${job} ${occurrence}`));
    return expected.every((run) => seen.has(run));
  };
  for (const late = load.end + GRACE; Date.now() < late && !complete(); ) await sleep(100);

  const arrivals = Object.fromEntries(
    KINDS.map((kind): [string, Arrivals] => [kind, { lags: [], early: 0, lost: 0, extra: 0 }]),
  );
  const open = new Set(expected);
  for (const { job, occurrence, at } of hits()) {
    const some = arrivals[due.get(job)?.kind ?? ''];
    if (!some) continue;
    if (!open.delete(`${job} ${occurrence}`)) some.extra += 1;
    else some.lags.push(at - occurrence);
    if (at < occurrence) some.early += 1;
  }
  for (const run of open) {
    const some = arrivals[due.get(run.split(' ')[0] ?? '')?.kind ?? ''];
    if (some) some.lost += 1;
  }
  return arrivals;
}

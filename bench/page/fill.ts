import { setTimeout as sleep } from 'node:timers/promises';
import type { Ductape } from '../../sdk/index.ts';
import { inParallel } from '../measure.ts';

/** Most dispatches of one call. */
const CALL = 100;

/** Calls that are under way at once. */
const WIDTH = 4;

/** One of each 200 jobs runs at once and is done, one of each 250 fails, one of each 50 is recurring. */
const [DONE, FAILED, RECURRING] = [200, 250, 50];

const DAY_MS = 86_400_000;

/** Runs of the job whose page is looked at. */
const RUNS = 40;

type Client = Ductape<{ endpoint: string; product: string; env: string }>;

/** Jobs whose pages are looked at. */
export interface Filled {
  /** A recurring job with a history. */
  recurring: string;
  /** A job whose input is about as large as one may be. */
  largest: string;
}

const LARGEST = 240_000;

/** Dispatches jobs, most of them for a far future; @returns when all that was due has run */
export async function fill(ductape: Client, jobs: number, say: (line: string) => void): Promise<Filled> {
  const began = Date.now();
  const base = { app: 'target', event: 'hit', input: {} } as const;
  const every = { ...base, event: 'fail', schedule: { every: 1000, limit: RUNS } };
  const { job_id: recurring } = await ductape.actions.dispatch(every);
  const calls = Math.ceil(jobs / CALL);
  await inParallel(WIDTH, calls, async (call) => {
    const nths = Array.from({ length: CALL }, (_, at) => call * CALL + at);
    const dispatches = nths.map((nth) => ({ namespace: 'actions' as const, ...base, ...manner(nth, began) }));
    const { refused } = await ductape.dispatchMany(dispatches);
    if (refused > 0) throw new Error(`${refused} dispatches of a call were refused`);
    if (call % 100 === 99) say(`${(call + 1) * CALL} jobs after ${seconds(began)} s`);
  });
  say(`${jobs} jobs in ${seconds(began)} s`);
  for (let look = 0; look < 300; look += 1) {
    const { completed, failed } = await ductape.jobs.getStats();
    if (completed + failed >= Math.floor(jobs / DONE) + Math.floor(jobs / FAILED) + RUNS) break;
    await sleep(1000);
  }
  const rows = Array.from({ length: LARGEST / 100 }, (_, nth) => ({
    nth,
    text: 'a row of a report, '.repeat(4),
  }));
  const { job_id: largest } = await ductape.actions.dispatch({ ...base, input: { body: { rows } } });
  return { recurring, largest };
}

/** What the nth job calls, and when. */
function manner(nth: number, now: number): object {
  if (nth % DONE === 1) return {};
  if (nth % FAILED === 2) return { event: 'fail' };
  if (nth % RECURRING === 3) return { schedule: { cron: `${nth % 60} ${nth % 24} 1 1 *` } };
  return { schedule: { start_at: now + 30 * DAY_MS + (nth % 300) * DAY_MS } };
}

const seconds = (since: number): string => ((Date.now() - since) / 1000).toFixed(0);

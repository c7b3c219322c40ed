import { setTimeout as sleep } from 'node:timers/promises';
import { Ductape } from '../sdk/index.ts';

/** What the client is to send. */
export interface LoadOrder {
  url: string;
  /** Dispatches a second, for so many seconds. */
  rate: number;
  seconds: number;
}

/** What the client saw. */
export interface LoadReport {
  /** Jobs that are to run at once, and those of a day later. */
  now: string[];
  later: string[];
  /** Of each dispatch that was answered, ms, in the order of the answers. */
  latencies: number[];
  errors: string[];
  /** From the first call to the last answer, ms. */
  took: number;
}

/** Every so many-th job runs at once. */
const NOW_EVERY = 10;
const DAY = 86_400_000;

process.on('message', (order: LoadOrder) => {
  void load(order).then((report) => process.send?.(report));
});
process.once('disconnect', () => process.exit());

/** Calls go out by the clock whether the earlier ones were answered or not, as callers know nothing of each other. */
async function load({ url, rate, seconds }: LoadOrder): Promise<LoadReport> {
  const { actions } = new Ductape({ endpoint: url, product: 'bench', env: 'dev' });
  const request = { app: 'target', event: 'hit', input: { body: {} } } as const;
  const report: LoadReport = { now: [], later: [], latencies: [], errors: [], took: 0 };
  const began = Date.now();
  const calls: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i += 1) {
    const due = began + (i * 1000) / rate;
    if (due > Date.now()) await sleep(due - Date.now());
    const atOnce = i % NOW_EVERY === 0;
    const asked = performance.now();
    const call = actions.dispatch(atOnce ? request : { ...request, schedule: { start_at: began + DAY + i } });
    calls.push(
      call.then(
        ({ job_id }) => {
          report[atOnce ? 'now' : 'later'].push(job_id);
          report.latencies.push(Math.round(performance.now() - asked));
        },
        (error: Error) => void report.errors.push(error.message),
      ),
    );
  }
  await Promise.all(calls);
  return { ...report, took: Date.now() - began };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { DAY } from '../core/time/units.ts';

/** What the client is to send. */
export interface LoadOrder {
  url: string;
  /** Dispatches a second, for `seconds`. */
  rate: number;
  seconds: number;
  /** Every `nowEvery`-th job runs at once, the others in a day. */
  nowEvery: number;
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

process.on('message', (order: LoadOrder) => {
  void load(order).then((report) => process.send?.(report));
});
process.once('disconnect', () => process.exit());

/** Calls go out by the clock whether the earlier ones were answered or not, as callers know nothing of each other. */
async function load({ url, rate, seconds, nowEvery }: LoadOrder): Promise<LoadReport> {
  const pool = new Pool(url);
  const report: LoadReport = { now: [], later: [], latencies: [], errors: [], took: 0 };
  const began = Date.now();
  const calls: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i += 1) {
    const due = began + (i * 1000) / rate;
    if (due > Date.now()) await sleep(due - Date.now());
    const atOnce = i % nowEvery === 0;
    const asked = performance.now();
    const call = dispatch(pool, atOnce ? undefined : { start_at: began + DAY + i });
    calls.push(
      call.then(
        (job) => {
          report[atOnce ? 'now' : 'later'].push(job);
          report.latencies.push(Math.round(performance.now() - asked));
        },
        (error: Error) => void report.errors.push(error.message),
      ),
    );
  }
  await Promise.all(calls);
  const took = Date.now() - began;
  await pool.close();
  return { ...report, took };
}

/** Without our client, whose work is the callers' and would be taken from the same cores; returns the job's id. */
async function dispatch(pool: Pool, schedule: object | undefined): Promise<string> {
  const request = { product: 'bench', env: 'dev', app: 'target', event: 'hit', input: { body: {} } };
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/actions/dispatch',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...request, ...(schedule && { schedule }) }),
  });
  const answer = await body.text();
  if (statusCode >= 300) throw new Error(`${statusCode} ${answer}`);
  return JSON.parse(answer).job_id;
}

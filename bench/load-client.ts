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
  /** Dispatches in a call: by `dispatchMany` from two on. */
  inCall: number;
}

/** What the client saw. */
export interface LoadReport {
  /** Jobs that are to run at once, and those of a day later. */
  now: string[];
  later: string[];
  /** Of each dispatch that was answered, as long as its call took, ms, in the order of the answers. */
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
async function load({ url, rate, seconds, nowEvery, inCall }: LoadOrder): Promise<LoadReport> {
  const pool = new Pool(url);
  const report: LoadReport = { now: [], later: [], latencies: [], errors: [], took: 0 };
  const began = Date.now();
  const calls: Promise<void>[] = [];
  for (let first = 0; first < rate * seconds; first += inCall) {
    const due = began + (first * 1000) / rate;
    if (due > Date.now()) await sleep(due - Date.now());
    const asked = performance.now();
    const isNow = (i: number) => (first + i) % nowEvery === 0;
    const requests = Array.from({ length: inCall }, (_, i) =>
      isNow(i) ? REQUEST : { ...REQUEST, schedule: { start_at: began + DAY + first + i } },
    );
    const call = inCall === 1 ? dispatch(pool, requests[0]) : dispatchMany(pool, requests);
    const answered = call.then((answers) => {
      for (const [i, { job, problem }] of answers.entries()) {
        if (job) {
          report[isNow(i) ? 'now' : 'later'].push(job.job_id);
          report.latencies.push(Math.round(performance.now() - asked));
        } else report.errors.push(problem?.detail ?? '');
      }
    });
    calls.push(answered.catch((error: Error) => void report.errors.push(error.message)));
  }
  await Promise.all(calls);
  const took = Date.now() - began;
  await pool.close();
  return { ...report, took };
}

const REQUEST = { product: 'bench', env: 'dev', app: 'target', event: 'hit', input: { body: {} } };

interface Answer {
  job?: { job_id: string };
  problem?: { detail: string };
}

async function dispatch(pool: Pool, request: unknown): Promise<Answer[]> {
  return [{ job: await post(pool, '/v1/actions/dispatch', request) }];
}

async function dispatchMany(pool: Pool, requests: readonly object[]): Promise<Answer[]> {
  const dispatches = requests.map((request) => ({ namespace: 'actions', ...request }));
  return (await post(pool, '/v1/dispatch', { dispatches })).results;
}

/** Without our client, whose work is the callers' and would be taken from the same cores. */
async function post(pool: Pool, path: string, content: unknown) {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(content),
  });
  const answer = await body.text();
  if (statusCode >= 300) throw new Error(`${statusCode} ${answer}`);
  return JSON.parse(answer);
}

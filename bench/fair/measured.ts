import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { percentile } from '../measure.ts';
import { startTarget, type Target } from '../target.ts';

/** How late runs were. */
export interface Figures {
  runs: number;
  p50_ms: number;
  p99_ms: number;
  max_ms: number;
}

const clientOf = (endpoint: string) => (product: string) => new Ductape({ endpoint, product, env: 'dev' });
type Client = ReturnType<ReturnType<typeof clientOf>>;

/** Does `work` with a cloud of its own, whose products all have the target as their app. @param hang how long its hanging calls take, ms */
export async function withCloud<T>(
  products: readonly string[],
  hang: number,
  work: (cloud: { target: Target; clientOf: (product: string) => Client }) => Promise<T>,
): Promise<T> {
  const target = await startTarget(hang);
  const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-fair-'));
  const { bench } = target.config.products;
  if (!bench) throw new Error('the target has no config');
  const config = { products: Object.fromEntries(products.map((product) => [product, bench])) };
  const cloud = await startCloud({ config, dataDirectory });
  try {
    return await work({ target, clientOf: clientOf(cloud.url) });
  } finally {
    await cloud.stop();
    await target.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** Jobs of every second that are measured, and jobs that are dispatched a second to run at once. */
const MEASURED = { recurring: 5, atOnce: 2 };
const HIT = { app: 'target', event: 'hit', input: { body: {} } } as const;

/** The load whose lateness is measured. */
export class Measured {
  readonly recurring = new Set<string>();
  readonly atOnce = new Set<string>();
  private readonly ductape: Client;
  private readonly more: { fairness_key?: string };
  private dispatching = true;
  private dispatches = Promise.resolve();

  constructor(ductape: Client, more: { fairness_key?: string }) {
    this.ductape = ductape;
    this.more = more;
  }

  async begin(): Promise<void> {
    for (let i = 0; i < MEASURED.recurring; i += 1) {
      const job = await this.ductape.actions.dispatch({ ...HIT, ...this.more, schedule: { every: 1000 } });
      this.recurring.add(job.job_id);
    }
    this.dispatches = this.dispatch();
  }

  private async dispatch(): Promise<void> {
    while (this.dispatching) {
      const pause = sleep(1000 / MEASURED.atOnce);
      const job = await this.ductape.actions.dispatch({ ...HIT, ...this.more });
      this.atOnce.add(job.job_id);
      await pause;
    }
  }

  async end(): Promise<void> {
    this.dispatching = false;
    await this.dispatches;
    for (const id of this.recurring) await this.ductape.jobs.cancel(id);
  }
}

/** How late the runs were that arrive from now on for `seconds`, or until `done`. */
export async function lateness(
  when: string,
  { recurring, atOnce }: Measured,
  target: Target,
  seconds: number,
  done: () => boolean = () => false,
): Promise<Record<string, Figures>> {
  const from = target.hits.length;
  for (let second = 0; second < seconds && !done(); second += 1) await sleep(1000);
  const hits = target.hits.slice(from);
  const figures = (jobs: Set<string>): Figures => {
    const lags = hits.filter(({ job }) => jobs.has(job)).map(({ at, occurrence }) => at - occurrence);
    const [p50_ms = 0, p99_ms = 0, max_ms = 0] = [50, 99, 100].map((p) => percentile(lags, p));
    return { runs: lags.length, p50_ms, p99_ms, max_ms };
  };
  return { [`${when}, every second`]: figures(recurring), [`${when}, at once`]: figures(atOnce) };
}

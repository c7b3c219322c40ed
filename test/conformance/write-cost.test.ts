import { NAMESPACES } from '../../contract/namespaces.ts';
import type { Outcome } from '../../core/jobs/finish.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { ToldMax } from '../../core/ports/stats-store.ts';
import { Count } from '../../core/stats/tally.ts';
import { SECOND } from '../../core/time/units.ts';
import { claimed, fails, finished, minutely, OK } from '../core/jobs/rows.ts';
import { consumedBy, isEngineInstalled } from './list-capacity.ts';
import { type DynamoStores, startDynamoStores } from './stores.ts';

(isEngineInstalled() ? describe : describe.skip)('the commits of a recurring job', () => {
  let stores: DynamoStores;
  beforeAll(async () => {
    stores = await startDynamoStores();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  /** The write units of each run, of its claim and its end, in the life of a job with these outcomes. */
  async function unitsOf(id: string, outcomes: Outcome[], kept: (row: JobRow) => JobRow): Promise<number[]> {
    const units: number[] = [];
    let row: JobRow = minutely({}, { id, retry: { retries: 0 } });
    await stores.jobs.create(row);
    for (const outcome of outcomes) {
      const meter = consumedBy(stores.client);
      const due = row.next_run_at ?? 0;
      row = claimed(row);
      await stores.jobs.commit(kept(row));
      row = finished(row, due + SECOND, outcome);
      await stores.jobs.commit(kept(row));
      meter.stop();
      units.push(meter.units);
    }
    return units;
  }

  test('take a write unit more when it begins to fail and when it no longer does, and none while it still fails', async () => {
    const outcomes = [OK, OK, fails('TIMEOUT'), fails('TIMEOUT'), fails('TIMEOUT'), OK, OK];
    const units = await unitsOf('job_01KDVDNA000000000000000001', outcomes, (row) => row);
    // The same rows but for the index of failing jobs.
    const unlisted = await unitsOf('job_01KDVDNA000000000000000002', outcomes, (row) => ({
      ...row,
      ...(row.last_outcome && { last_outcome: { ...row.last_outcome, status: 'completed' } }),
    }));
    expect(unlisted[0]).toBe(2);
    expect(units.map((each, i) => each - (unlisted[i] ?? 0))).toEqual([0, 0, 1, 0, 0, 1, 0]);
  });
});

(isEngineInstalled() ? describe : describe.skip)('the sum of an hour', () => {
  test('takes one write unit with the lags of all runs, four shards and what those who poll are told, of two namespaces', async () => {
    const stores = await startDynamoStores();
    const lags = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`lag.${i + 30}`, 100]));
    const names = [
      'dispatched',
      'completed',
      'first_try',
      'failed',
      'retries',
      'in.scheduled',
      'in.queued',
      'in.paused',
      'in.f',
      'in.r',
      ...NAMESPACES.slice(0, 2).flatMap((of) => [Count.of(of, true), Count.of(of, false)]),
    ];
    const tally = { ...lags, ...Object.fromEntries(names.map((name) => [name, 10_000])) };
    const ends = Array.from({ length: ToldMax.jobs }, (_, i) => `${i}`.repeat(5));
    let units = 0;
    for (let n = 0; n < 8; n += 1) {
      const meter = consumedBy(stores.client);
      const sequence = String(n + 1).padStart(40, '0');
      const shard = `shardId-0000000179603604200${n % 4}-abcdefgh`;
      const stretch = {
        scope: { product: 'shop', env: 'production' },
        hour: 0,
        shard,
        first: sequence,
        last: sequence,
      };
      await stores.stats.count(stretch, tally, ends);
      meter.stop();
      units = meter.units;
    }
    await stores.stop();
    expect(units).toBe(1);
  });
});

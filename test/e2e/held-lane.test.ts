import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget, type Target } from '../../bench/target.ts';
import { SECOND } from '../../core/time/units.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';

/** For so long a call of the flood hangs, ms: as long as it may. */
const HANG = 15 * SECOND;

let target: Target;
let cloud: Cloud;
let directory: string;

beforeAll(async () => {
  target = await startTarget(HANG);
  const { bench } = target.config.products;
  if (!bench) throw new Error('the target has no config');
  directory = await mkdtemp(join(tmpdir(), 'e2e-held-'));
  cloud = await startCloud({ config: { products: { bench, crowd: bench } }, dataDirectory: directory });
}, 60_000);
afterAll(async () => {
  await cloud?.stop();
  await target?.stop();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

const clientOf = (product: string) =>
  new Ductape({ transport: checkedTransport(cloud.url), product, env: 'dev', timeout: 60 * SECOND });

test('runs that hang and take all places of a lane, as nothing was known of their target, do not hold up those of another product', async () => {
  const [crowd, bench] = [clientOf('crowd'), clientOf('bench')];
  const calls = (path: string) => ({ app: 'target', event: path, input: {} });
  await bench.actions.dispatch(calls('hit'));
  await until('a quick run', () => target.hits.length > 0, 30 * SECOND);
  const hanging = Array.from({ length: 100 }, () => ({ namespace: 'actions' as const, ...calls('hang') }));
  await crowd.dispatchMany(hanging);
  const began = Date.now();
  await until('runs that hang', () => target.hits.length > 80, 30 * SECOND);

  const { job_id } = await bench.actions.dispatch(calls('hit'));
  await until('the quick run', () => target.hits.some(({ job }) => job === job_id), HANG);
  // The first of them are still hanging, so the run had a place that they held.
  expect(Date.now() - began).toBeLessThan(HANG);
}, 90_000);

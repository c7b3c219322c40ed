import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTarget, type Target } from '../../bench/target.ts';
import { SECOND } from '../../core/time/units.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';

const HIT = { app: 'target', event: 'hit', input: {} } as const;
const FLOOD = 400;

let target: Target;
let cloud: Cloud;
let directory: string;

beforeAll(async () => {
  target = await startTarget();
  directory = await mkdtemp(join(tmpdir(), 'e2e-fairness-'));
  cloud = await startCloud({ config: target.config, dataDirectory: directory });
}, 60_000);
afterAll(async () => {
  await cloud?.stop();
  await target?.stop();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

test('jobs of one fairness key do not wait for all that wait of another', async () => {
  const ductape = new Ductape({ transport: checkedTransport(cloud.url), product: 'bench', env: 'dev' });
  const start_at = Date.now() + 8 * SECOND;
  const due = (fairness_key: string) => ({ ...HIT, fairness_key, schedule: { start_at } });
  for (let sent = 0; sent < FLOOD; sent += 100)
    await ductape.dispatchMany(
      Array.from({ length: 100 }, () => ({ namespace: 'actions' as const, ...due('loud') })),
    );
  const { job_id } = await ductape.actions.dispatch(due('quiet'));
  expect((await ductape.jobs.get(job_id)).fairness_key).toBe('quiet');

  await until('all runs', () => target.hits.length > FLOOD, 150 * SECOND);
  const place = target.hits.findIndex(({ job }) => job === job_id);
  // Eight batches of ten are at work at once, more on a busy machine before the first are seen to be long; in the order of their dispatches it came last.
  expect(place).toBeLessThan(0.75 * FLOOD);
  expect(target.hits.every(({ at, occurrence }) => at >= occurrence)).toBe(true);
}, 180_000);

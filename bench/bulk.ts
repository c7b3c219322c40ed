import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY } from '../core/time/units.ts';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/index.ts';
import { inParallel } from './measure.ts';
import { startTarget } from './target.ts';

const JOBS = 10_000;

const schedulesOfJobs = () => cloud.scheduler.inspect().filter(({ name }) => name.startsWith('job_')).length;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const target = await startTarget();
const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-bulk-'));
const cloud = await startCloud({ config: target.config, dataDirectory });
const { actions, jobs } = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });

try {
  const start_at = Date.now() + DAY;
  await inParallel(4, JOBS, (i) =>
    actions.dispatch({
      app: 'target',
      event: 'hit',
      input: { body: {} },
      schedule: { start_at: start_at + i },
    }),
  );
  say(`${JOBS} jobs made, ${schedulesOfJobs()} schedules`);
  const began = Date.now();
  const elapsed = () => ((Date.now() - began) / 1000).toFixed(1);
  let last = 0;
  const done = await jobs.cancelMany({ product: 'bench', status: 'scheduled' }, ({ count, status }) => {
    if (count - last < 1000 && status === 'running') return;
    last = count;
    say(`${elapsed()} s  ${count} cancelled, ${status}`);
  });
  const { jobs: left } = await jobs.list({ status: 'scheduled' });
  say(
    `cancelMany ${done.count} in ${elapsed()} s  failed ${done.failed}  still scheduled ${left.length}  schedules left ${schedulesOfJobs()}`,
  );
} finally {
  await cloud.stop();
  await target.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}

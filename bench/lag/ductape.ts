import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE } from '../../core/time/units.ts';
import { startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import type { Target } from '../target.ts';
import type { Contender } from './contender.ts';
import { type LoadJob, NEAR_BOUND_SECONDS } from './load.ts';

/** How late the real EventBridge Scheduler may be, ms (docs/time.md, 5); each schedule is late by a uniform part of it. */
const LATENESS = MINUTE;

/** This scheduler on the embedded cloud, whose schedules fire 0–60 s late. */
export async function startDuctape({ config }: Target): Promise<Contender> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'bench-lag-'));
  const cloud = await startCloud({
    config,
    dataDirectory,
    lateness: () => Math.random() * LATENESS,
    props: { nearBoundSeconds: NEAR_BOUND_SECONDS },
  });
  const ductape = new Ductape({ endpoint: cloud.url, product: 'bench', env: 'dev' });
  return {
    name: 'ductape',
    dispatch: async (job) => {
      const call = { app: 'target', event: 'hit', input: { body: {} }, schedule: scheduleOf(job) };
      const { job_id } = await ductape.actions.dispatch(call);
      return job_id;
    },
    stop: async () => {
      await cloud.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

function scheduleOf({ schedule }: LoadJob): object {
  if ('at' in schedule) return { start_at: schedule.at };
  if ('everyMs' in schedule)
    return { every: schedule.everyMs, start_at: schedule.from, limit: schedule.runs };
  return { cron: '* * * * *', start_at: schedule.from, endDate: schedule.until };
}

import type { Schedule } from '../../contract/schedule.ts';
import type { Command } from '../../core/jobs/advance.ts';
import { type JobRow, statusOf } from '../../core/jobs/row.ts';
import { everything } from '../../core/jobs/scope.ts';
import { isPurged } from '../../core/jobs/tombstone.ts';
import { DAY, MINUTE } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { count } from '../time/counts.ts';
import { finalViolations } from './accounting.ts';
import { CALLER } from './callers.ts';
import { NO_FAULTS } from './faults.ts';
import type { CrashPoint } from './process.ts';
import { SETUP } from './scenario.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 1);

interface Story {
  name: string;
  schedule?: Schedule;
  /** How many attempts fail; the next one is twenty minutes later. */
  failures?: number;
  /** At which minute what is asked, and how the caller sees that it was done; it asks again until it does. */
  steps: { at: number; command: Command; isDone: (row: JobRow | undefined) => boolean }[];
  end: string;
}

const has = (status: string) => (row: JobRow | undefined) => row !== undefined && statusOf(row) === status;

const stories: Story[] = [
  {
    name: 'a job that is paused, resumed and ends',
    schedule: { every: MINUTE, limit: 4 },
    steps: [
      { at: 1.5, command: { type: 'pause' }, isDone: has('paused') },
      { at: 5.5, command: { type: 'resume' }, isDone: (row) => row?.status !== 'paused' },
    ],
    end: 'completed after 4',
  },
  {
    name: 'a job that is rescheduled far away and back',
    schedule: { every: 40 * MINUTE, limit: 3 },
    steps: [
      {
        at: 1,
        command: { type: 'reschedule', schedule: { cron: '0 12 * * *' } },
        isDone: (row) => row?.schedule.kind === 'cron',
      },
      {
        at: 2,
        command: { type: 'reschedule', schedule: { every: MINUTE } },
        isDone: (row) => row?.schedule.kind === 'every',
      },
    ],
    end: 'completed after 3',
  },
  {
    name: 'a weekly job that is triggered',
    schedule: { cron: '0 0 * * 0', limit: 1, precision: 'minute' },
    steps: [{ at: 1, command: { type: 'trigger' }, isDone: (row) => (row?.execution_count ?? 0) > 0 }],
    end: 'completed after 1',
  },
  {
    name: 'a one-time job that is moved while it waits for another attempt',
    failures: 1,
    steps: [
      {
        at: 1,
        command: { type: 'reschedule', schedule: { start_at: START + 5 * MINUTE } },
        isDone: (row) => row?.scheduled_at === START + 5 * MINUTE,
      },
    ],
    end: 'completed after 1',
  },
  {
    name: 'a one-time job that is triggered while it waits for another attempt',
    failures: 1,
    steps: [{ at: 1, command: { type: 'trigger' }, isDone: (row) => (row?.succeeded ?? 0) > 0 }],
    end: 'completed after 1',
  },
  {
    name: 'a job that is deleted',
    schedule: { every: MINUTE },
    steps: [{ at: 1.5, command: { type: 'delete' }, isDone: (row) => row === undefined || isPurged(row) }],
    end: 'gone',
  },
];

/** Plays the story; the process dies at the point, and the caller tries again half a minute later. */
async function play(story: Story, point?: CrashPoint): Promise<{ calls: number; violations: string[] }> {
  const world = new World(1, START, NO_FAULTS);
  const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, idempotency_key: 'key' };
  let failures = story.failures ?? 0;
  world.failure = () => {
    failures -= 1;
    return failures >= 0 ? 'TIMEOUT' : undefined;
  };
  const again = { retries: 1, retryConfig: { initialDelay: 20 * MINUTE } };
  const body = { ...fields, ...again, ...(story.schedule && { schedule: story.schedule }) };
  const answer = await dispatchAndWait(world, body);
  world.calls = 0;
  world.dieAt = point;
  const id = answer ?? '';
  for (const { at, command, isDone } of story.steps) {
    const ask = () => {
      if (isDone(world.jobs.rows.get(id))) return;
      void world.inProcess((ports) => changeJob(id, command, CALLER, everything, ports));
      world.time.after(MINUTE / 2, ask);
    };
    world.time.at(START + at * MINUTE, ask);
  }
  await world.time.runUntil(START + 2 * DAY);
  // A schedule that a dead process left behind goes when it fires.
  await world.time.runUntil(START + 12 * DAY);

  const violations = finalViolations(world, new Set([id]));
  const kept = world.jobs.rows.get(id);
  const row = kept && !isPurged(kept) ? kept : undefined;
  const came = row ? `${row.status} after ${row.execution_count}` : 'gone';
  if (came !== story.end) violations.push(`it is ${came}`);
  if (world.scheduler.schedules.size > 0) violations.push('a schedule was left behind');
  if (!row && world.jobs.payloads.size > 0) violations.push('a payload was left behind');
  return { calls: world.calls, violations };
}

async function dispatchAndWait(world: World, body: object): Promise<string | undefined> {
  let id: string | undefined;
  void world.inProcess(async (ports) => {
    id = (await dispatchJob('actions', body, SETUP, ports)).result.job_id;
  });
  await world.time.runUntil(START + 1000);
  return id;
}

describe.each(stories)('$name', (story) => {
  test('ends well when no process dies', async () => {
    expect((await play(story)).violations).toEqual([]);
  });

  test.each(['before', 'after'] as const)(
    'ends well when a process dies: %s any one of its calls',
    async (moment) => {
      const found: string[] = [];
      let call = 0;
      for (let calls = 1; call < calls; ) {
        call += 1;
        const world = await play(story, { call, moment });
        calls = Math.min(world.calls, 400);
        found.push(...world.violations.map((what) => `death ${moment} call ${call}: ${what}`));
      }
      count('simulation', 'deaths at each call of a story', call);
      expect(found).toEqual([]);
      expect(call).toBeGreaterThan(5);
    },
    60_000,
  );
});

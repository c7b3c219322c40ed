import type { Schedule } from '../../contract/schedule.ts';
import { isEnded } from '../../core/jobs/row.ts';
import { DAY, HOUR, MINUTE } from '../../core/time/units.ts';
import { deleteSchedule } from '../../core/usecases/schedules/manage-schedules.ts';
import { upsertSchedule } from '../../core/usecases/schedules/upsert-schedule.ts';
import { count } from '../time/counts.ts';
import { finalViolations } from './accounting.ts';
import { CALLER } from './callers.ts';
import { NO_FAULTS } from './faults.ts';
import type { CrashPoint } from './process.ts';
import { SETUP } from './scenario.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

/** What is asked at which minute, again every half minute until it is answered; null deletes the schedule. */
interface Story {
  name: string;
  steps: { at: number; schedule: Schedule | null }[];
  /** The schedule that stands at the end, as its job has it. */
  stands: Partial<Schedule> | null;
  /** Jobs that there have been. */
  jobs: number;
}

const stories: Story[] = [
  {
    name: 'a schedule that is declared',
    steps: [{ at: 0, schedule: { every: HOUR } }],
    stands: { every: HOUR },
    jobs: 1,
  },
  {
    name: 'a schedule that two deploys declare at once',
    steps: [
      { at: 0, schedule: { every: HOUR } },
      { at: 0, schedule: { every: HOUR } },
    ],
    stands: { every: HOUR },
    jobs: 1,
  },
  {
    name: 'a schedule that is changed while its runs are under way',
    steps: [
      { at: 0, schedule: { every: MINUTE } },
      { at: 1.5, schedule: { every: HOUR } },
      { at: 2.5, schedule: { cron: '*/30 * * * *' } },
    ],
    stands: { cron: '*/30 * * * *' },
    jobs: 1,
  },
  {
    name: 'a schedule that is deleted',
    steps: [
      { at: 0, schedule: { every: MINUTE } },
      { at: 1.5, schedule: null },
    ],
    stands: null,
    jobs: 1,
  },
  {
    name: 'a schedule that is deleted and declared again',
    steps: [
      { at: 0, schedule: { every: MINUTE } },
      { at: 1.5, schedule: null },
      { at: 2.5, schedule: { every: HOUR } },
    ],
    stands: { every: HOUR },
    jobs: 2,
  },
];

/** Plays a story; the process dies at the point. */
async function play(story: Story, point?: CrashPoint): Promise<{ calls: number; violations: string[] }> {
  const world = new World(1, START, NO_FAULTS);
  world.dieAt = point;
  for (const { at, schedule } of story.steps) {
    let isAnswered = false;
    const ask = () => {
      if (isAnswered) return;
      void world.inProcess(async (ports) => {
        if (schedule === null)
          await deleteSchedule('daily', SCOPE, 'deleted', CALLER, ports).catch(unlessGone);
        else
          await upsertSchedule(
            'daily',
            { ...SCOPE, namespace: 'actions', app: 'app', event: 'e', input: {}, schedule },
            'call',
            SETUP,
            ports,
          );
        isAnswered = true;
      });
      world.time.after(MINUTE / 2, ask);
    };
    world.time.at(START + at * MINUTE, ask);
  }
  await world.time.runUntil(START + 3 * HOUR);
  const rows = [...world.jobs.rows.values()];
  const live = rows.filter((row) => !isEnded(row));
  const violations: string[] = [];
  const holder = await world.names.find(SCOPE, 'daily');
  if (story.stands) {
    if (live.length !== 1 || holder?.job_id !== live[0]?.id) violations.push(`${live.length} jobs are live`);
    const fields = Object.entries(story.stands);
    if (
      !fields.every(
        ([name, value]) => (live[0]?.schedule as unknown as Record<string, unknown>)?.[name] === value,
      )
    )
      violations.push(`it stands as ${JSON.stringify(live[0]?.schedule)}`);
  } else if (live.length > 0 || holder) violations.push('it is still there');
  if (rows.length !== story.jobs) violations.push(`${rows.length} jobs were made`);
  const versions = rows.map(({ id, payload }) => (payload === undefined ? id : `${id}#${payload}`));
  const lost = versions.filter((version) => !world.jobs.payloads.has(version));
  if (lost.length > 0) violations.push(`payloads are gone: ${lost}`);
  if (!point && world.jobs.payloads.size > rows.length) violations.push('a payload was left behind');
  const { calls } = world;
  world.dieAt = undefined;
  if (live.length > 0) void world.inProcess((ports) => deleteSchedule('daily', SCOPE, 'over', CALLER, ports));
  await world.time.runUntil(START + 12 * DAY);
  if (world.scheduler.schedules.size > 0) violations.push('a schedule was left behind');
  violations.push(...finalViolations(world, new Set(rows.map(({ id }) => id))));
  return { calls, violations };
}

function unlessGone(error: unknown): void {
  if ((error as { code?: string }).code !== 'NOT_FOUND') throw error;
}

describe.each(stories)('$name', (story) => {
  test('stands when no process dies', async () => {
    expect((await play(story)).violations).toEqual([]);
  });

  test.each(['before', 'after'] as const)(
    'stands when a process dies: %s any one of its calls',
    async (moment) => {
      const found: string[] = [];
      let call = 0;
      for (let calls = 1; call < calls; ) {
        call += 1;
        const world = await play(story, { call, moment });
        calls = Math.min(world.calls, 150);
        found.push(...world.violations.map((what) => `death ${moment} call ${call}: ${what}`));
      }
      count('simulation', 'deaths at each call of a story', call);
      expect(found).toEqual([]);
      expect(call).toBeGreaterThan(5);
    },
    60_000,
  );
});

import type { DispatchResult } from '../../contract/job.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { everything } from '../../core/jobs/scope.ts';
import { isPurged } from '../../core/jobs/tombstone.ts';
import { DAY, HOUR, MINUTE } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { count } from '../time/counts.ts';
import { finalViolations, statsViolations } from './accounting.ts';
import { CALLER } from './callers.ts';
import { NO_FAULTS } from './faults.ts';
import type { CrashPoint } from './process.ts';
import { SETUP } from './scenario.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 1);

const stories: { name: string; schedule?: Schedule; runs: number }[] = [
  { name: 'a job that has run', runs: 1 },
  { name: 'a job that was to run later', schedule: { start_at: START + 20 * HOUR }, runs: 0 },
  { name: 'a recurring job', schedule: { every: HOUR, start_at: START + 30 * MINUTE }, runs: 1 },
];

/** A caller that dispatches under one key, deletes the job and dispatches again; it asks again until it is answered. */
class Caller {
  readonly answers: DispatchResult[] = [];
  private readonly world: World;
  private readonly body: object;

  constructor(world: World, schedule: Schedule | undefined) {
    this.world = world;
    const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
    this.body = { ...fields, idempotency_key: 'key', ...(schedule && { schedule }) };
  }

  dispatch(answered = false): void {
    const before = this.answers.length;
    this.world.time.after(10_000, () => this.answers.length === before && !answered && this.dispatch());
    void this.world.inProcess(async (ports) => {
      this.answers.push((await dispatchJob('actions', this.body, SETUP, ports)).result);
    });
  }

  delete(): void {
    const id = this.answers[0]?.job_id ?? '';
    const row = this.world.jobs.rows.get(id);
    if (!row || isPurged(row)) return;
    this.world.time.after(10_000, () => this.delete());
    void this.world.inProcess((ports) => changeJob(id, { type: 'delete' }, CALLER, everything, ports));
  }
}

async function play(story: (typeof stories)[number], point?: CrashPoint) {
  const world = new World(1, START, NO_FAULTS);
  world.dieAt = point;
  const caller = new Caller(world, story.schedule);
  const { time } = world;
  caller.dispatch();
  time.at(START + HOUR, () => caller.delete());
  // Twice at once, while it may still be being deleted, and later.
  for (const at of [HOUR + 2, HOUR + 3, 2 * HOUR, 23 * HOUR]) time.at(START + at, () => caller.dispatch());
  // Later, so that the calls to die at are those of dispatches, runs and the deletion.
  time.at(START + 3 * HOUR, () => world.sweepUntil(START + 2 * DAY, 6 * HOUR));
  await time.runUntil(START + 3 * DAY);

  const [first] = caller.answers;
  const violations = [
    ...finalViolations(world, new Set([first?.job_id ?? ''])),
    ...(await statsViolations(world)),
  ];
  for (const answer of caller.answers) {
    if (JSON.stringify(answer) !== JSON.stringify(first))
      violations.push(`answered ${JSON.stringify(answer)}`);
  }
  const runs = [...world.watch.claimed.values()].reduce((sum, claimed) => sum + claimed.size, 0);
  if (runs !== story.runs) violations.push(`it ran ${runs} times`);
  if (world.watch.rows.size !== 1) violations.push(`${world.watch.rows.size} jobs were made`);
  if (world.jobs.payloads.size > 0) violations.push('a payload was left behind');
  if (world.scheduler.schedules.size > 0) violations.push('a schedule was left behind');
  return { calls: world.calls, answers: caller.answers.length, violations };
}

describe.each(stories)('an idempotency key whose job was deleted ($name)', (story) => {
  test('gives the first answer for a day', async () => {
    const { answers, violations } = await play(story);
    expect(violations).toEqual([]);
    expect(answers).toBe(5);
  });

  test.each(['before', 'after'] as const)(
    'gives the first answer for a day when a process dies: %s any one of its calls',
    async (moment) => {
      const found: string[] = [];
      let call = 0;
      for (let calls = 1; call < calls; ) {
        call += 1;
        const world = await play(story, { call, moment });
        calls = Math.min(world.calls, 60);
        found.push(...world.violations.map((what) => `death ${moment} call ${call}: ${what}`));
      }
      count('simulation', 'deaths at each call of a story', call);
      expect(found).toEqual([]);
      expect(call).toBeGreaterThan(20);
    },
    60_000,
  );
});

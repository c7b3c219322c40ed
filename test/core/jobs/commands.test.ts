import type { JobStatus } from '../../../contract/job.ts';
import { JOB_STATUSES } from '../../../contract/job.ts';
import type { SchedulePatch } from '../../../contract/schedule.ts';
import type { Command } from '../../../core/jobs/advance.ts';
import { type JobRow, statusOf } from '../../../core/jobs/row.ts';
import { waitingAgain } from '../../../core/jobs/run-in-flight.ts';
import { type CommandName, statesFor } from '../../../core/jobs/transitions.ts';
import { toJob } from '../../../core/jobs/view.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  disarms,
  ends,
  fails,
  finish,
  finished,
  ID,
  LEASE,
  minutely,
  NOW,
  newRow,
  records,
  runOf,
  starts,
  TIMEOUT,
  Wake,
  wake,
} from './rows.ts';

/** What each command makes of a job, in a refusal's words. */
const BECOMES: Record<CommandName, string> = {
  cancel: 'cancelled',
  pause: 'paused',
  resume: 'resumed',
  reschedule: 'rescheduled',
  trigger: 'running',
  retry: 'queued',
  delete: 'deleted',
};
const tell = (row: JobRow, command: Command, now: number) => decide(row, command, now, () => 0);
const paused = (row: JobRow, now = NOW + SECOND) => committed(tell(row, { type: 'pause' }, now));
const resumed = (row: JobRow, now: number) => tell(row, { type: 'resume' }, now);
const rescheduled = (row: JobRow, schedule: SchedulePatch, now = NOW + SECOND) =>
  tell(row, { type: 'reschedule', schedule }, now);
const failedJob = () => finished(claimed(newRow(once(NOW))), NOW + SECOND, fails('X'));

/** A one-time and a recurring job in each state, where there is one. */
const inState: Record<JobStatus, { once?: JobRow; recurring?: JobRow }> = {
  scheduled: { once: newRow(once(NOW + HOUR)), recurring: minutely() },
  queued: { once: newRow(once(NOW)) },
  running: { once: claimed(newRow(once(NOW))), recurring: claimed(minutely()) },
  paused: { once: paused(newRow(once(NOW + HOUR))), recurring: paused(minutely()) },
  completed: {
    once: finished(claimed(newRow(once(NOW))), NOW + SECOND),
    recurring: finished(claimed(minutely({ limit: 1 })), NOW + SECOND),
  },
  failed: { once: failedJob() },
  cancelled: { recurring: committed(tell(minutely(), { type: 'cancel' }, NOW)) },
};
const commands: Record<CommandName, Command> = {
  cancel: { type: 'cancel' },
  pause: { type: 'pause' },
  resume: { type: 'resume' },
  reschedule: { type: 'reschedule', schedule: { start_at: NOW + 5 * HOUR } },
  trigger: { type: 'trigger' },
  retry: { type: 'retry', delay: 0 },
  delete: { type: 'delete' },
};
const pairs = Object.values(commands).flatMap((command) =>
  JOB_STATUSES.map((from) => [command.type, from, command] as const),
);

describe('commands', () => {
  test.each(pairs.filter(([type, from]) => statesFor(type).includes(from)))(
    'take %s of a job that is %s',
    (_type, from, command) => {
      const { recurring, once: single } = inState[from];
      expect(() => tell(recurring ?? single ?? minutely(), command, NOW + 2 * SECOND)).not.toThrow();
    },
  );

  test.each(pairs.filter(([type, from]) => !statesFor(type).includes(from)))(
    'refuse %s of a job that is %s, naming both states',
    (_type, from, command) => {
      for (const row of Object.values(inState[from])) {
        const both = new RegExp(`that is ${from} cannot become ${BECOMES[command.type]}`);
        const refusal = { code: 'ILLEGAL_TRANSITION', message: expect.stringMatching(both) };
        expect(() => tell(row, command, NOW + 2 * SECOND)).toThrow(expect.objectContaining(refusal));
      }
    },
  );

  test.each(['pause', 'reschedule', 'trigger'] as const)('refuse %s of a running one-time job', (name) => {
    expect(() => tell(claimed(newRow(once(NOW))), commands[name], NOW)).toThrow(
      /one-time job that is running/,
    );
  });
});

describe('a paused job', () => {
  test('shows since when, has no next run, and loses its schedules', () => {
    const decision = tell(minutely(), { type: 'pause' }, NOW - 1);
    expect(disarms(decision.after)).toContain(`${ID}.g1.b0`);
    const job = toJob(committed(decision));
    expect(job).toMatchObject({ status: 'paused', paused_at: NOW - 1, paused_by: 'hand' });
    expect(job.next_run_at).toBeUndefined();
  });

  test('by hand is not resumed in bulk, and one paused in bulk is resumed by both', () => {
    const inBulk = committed(tell(minutely(), { type: 'pause', bulk: true }, NOW));
    const refusal = {
      code: 'ILLEGAL_TRANSITION',
      message: 'A job that was paused by hand is resumed by name.',
    };
    expect(() => tell(paused(minutely()), { type: 'resume', bulk: true }, NOW)).toThrow(
      expect.objectContaining(refusal),
    );
    expect(committed(tell(inBulk, { type: 'resume', bulk: true }, NOW)).status).toBe('scheduled');
    expect(committed(tell(inBulk, { type: 'resume' }, NOW)).status).toBe('scheduled');
  });

  test('that is cancelled no longer says since when it was paused and by what', () => {
    const job = toJob(committed(tell(paused(minutely()), { type: 'cancel' }, NOW + HOUR)));
    expect(job.status).toBe('cancelled');
    for (const name of ['paused_at', 'paused_by']) expect(job).not.toHaveProperty(name);
  });

  test.each([
    ['bulk', 'hand', 'hand'],
    ['hand', 'hand', undefined],
    ['bulk', 'bulk', undefined],
    ['hand', 'bulk', undefined],
  ] as const)('by %s that is paused by %s again is from then on paused by: %s', (first, again, by) => {
    const pausing = (how: string) => ({ type: 'pause', ...(how === 'bulk' && { bulk: true }) }) as Command;
    const row = committed(tell(minutely(), pausing(first), NOW));
    expect(row.paused_by).toBe(first);
    expect(tell(row, pausing(again), NOW + 1).row?.paused_by).toBe(by);
  });

  test('starts nothing, and removes a tick that comes all the same', () => {
    const { before, after } = wake(paused(minutely()), Wake.tick(), NOW + HOUR);
    expect({ before, runs: starts(after), gone: disarms(after) }).toEqual({
      before: [],
      runs: [],
      gone: [`${ID}.g1.b0`],
    });
    expect(wake(paused(minutely()), Wake.timer(NOW), NOW + HOUR)).toEqual({ before: [], after: [] });
  });

  test('lets the attempt under way end, and keeps the one after a failure for later', () => {
    const row = paused(claimed(minutely({}, { retry: { retries: 1 } })));
    expect(statusOf(row)).toBe('paused');
    expect(finished(row, NOW + 2 * SECOND)).toMatchObject({ status: 'paused', succeeded: 1, runs: [] });
    const failed = finished(row, NOW + 2 * SECOND, fails('TIMEOUT'));
    expect(failed).toMatchObject({ status: 'paused', runs: [{ attempt: 2, retry_at: NOW + 3 * SECOND }] });
    expect(starts(wake(failed, Wake.retry(1, 2, NOW + 3 * SECOND), NOW + HOUR).after)).toEqual([]);
    expect(arms(resumed(failed, NOW + HOUR).before)).toContainEqual(['retry', NOW + 3 * SECOND]);
  });

  test('keeps a run whose worker was lost until it is resumed', () => {
    const row = committed(wake(paused(claimed(minutely())), Wake.recover(NOW + LEASE), NOW + LEASE));
    expect(row.runs).toMatchObject([{ state: 'waiting', lost: 1, retry_at: NOW + LEASE }]);
  });

  test('continues at the next occurrence, and writes down what passed as skipped', () => {
    const decision = resumed(paused(minutely()), NOW + 3 * MINUTE + 1);
    expect(committed(decision)).toMatchObject({ status: 'scheduled', next_run_at: NOW + 4 * MINUTE, gen: 2 });
    expect(records(decision.after)).toEqual([
      expect.objectContaining({ occurrence: NOW, through: NOW + 3 * MINUTE, count: 4, reason: 'paused' }),
    ]);
    expect(toJob(committed(decision)).paused_at).toBeUndefined();
  });

  test('has the reason of its pause while that lasts, and so has what passes', () => {
    const why = 'the database moves';
    const row = committed(tell(minutely(), { type: 'pause', reason: why }, NOW + SECOND));
    expect(toJob(row).reason).toBe(why);
    const decision = resumed(row, NOW + 3 * MINUTE + 1);
    expect(records(decision.after)).toMatchObject([{ reason: 'paused', detail: why, count: 4 }]);
    expect(committed(decision)).not.toHaveProperty('reason');
    expect(toJob(paused(committed(decision))).reason).toBeUndefined();
    const cancelled = tell(row, { type: 'cancel' }, NOW + 3 * MINUTE + 1);
    expect(records(cancelled.after)).toMatchObject([{ reason: 'paused', detail: why }]);
    expect(committed(cancelled)).not.toHaveProperty('reason');
  });

  test('that was paused in bulk has the reason of the pause by hand, if it has one', () => {
    const bulk = committed(tell(minutely(), { type: 'pause', bulk: true, reason: 'all' }, NOW + SECOND));
    expect(toJob(paused(bulk))).toMatchObject({ paused_by: 'hand', reason: 'all' });
    const again = committed(tell(bulk, { type: 'pause', reason: 'this one' }, NOW + SECOND));
    expect(toJob(again)).toMatchObject({ paused_by: 'hand', reason: 'this one' });
  });

  test('is armed before it continues, and its old schedules go after that', () => {
    const { before, after } = resumed(paused(minutely()), NOW + MINUTE);
    expect(before.map(({ type }) => type)).toEqual(['keep-payload', 'arm-tick', 'arm']);
    expect(disarms(after)).toContain(`${ID}.g1.b0`);
  });

  test('that is one-time and whose moment has passed runs when it is resumed', () => {
    const row = committed(resumed(paused(newRow(once(NOW + MINUTE))), NOW + HOUR));
    expect(row).toMatchObject({ status: 'queued', next_run_at: NOW + HOUR });
  });

  test('that had its last run meanwhile is completed when it is resumed', () => {
    const row = finished(paused(claimed(minutely({ limit: 1 }))), NOW + 2 * SECOND);
    expect(row.status).toBe('paused');
    expect(committed(resumed(row, NOW + HOUR)).status).toBe('completed');
  });

  test('may be rescheduled and stays paused', () => {
    const row = committed(rescheduled(paused(minutely()), { every: HOUR, start_at: NOW + HOUR }));
    expect(row).toMatchObject({ status: 'paused', gen: 1, next_run_at: NOW + HOUR });
    expect(committed(resumed(row, NOW + MINUTE)).next_run_at).toBe(NOW + HOUR);
  });
});

describe('rescheduling', () => {
  test('moves a one-time job under a generation of its own, armed before the commit', () => {
    const decision = rescheduled(newRow(once(NOW + HOUR)), { start_at: NOW + 2 * HOUR });
    expect(committed(decision)).toMatchObject({
      gen: 2,
      next_run_at: NOW + 2 * HOUR,
      scheduled_at: NOW + 2 * HOUR,
    });
    expect(arms(decision.before)).toEqual([['timer', NOW + 2 * HOUR]]);
    expect(disarms(decision.after)).toEqual([`${ID}.g1.a${NOW + HOUR}`]);
  });

  test('keeps what is not named, and the count of runs', () => {
    const row = finished(claimed(minutely({ limit: 5, overlap: 'queue' })), NOW + SECOND);
    expect(committed(rescheduled(row, { limit: 9 }))).toMatchObject({
      execution_count: 1,
      schedule: { kind: 'every', every: MINUTE, anchor: NOW, limit: 9, overlap: 'queue' },
      next_run_at: NOW + MINUTE,
    });
  });

  test('switches from an interval to a cron and back, leaving behind what only the other has', () => {
    const daily = committed(rescheduled(minutely({ limit: 5 }), { cron: '0 9 * * *', tz: 'Europe/Paris' }));
    expect(daily.schedule).toMatchObject({ kind: 'cron', cron: '0 9 * * *', tz: 'Europe/Paris', limit: 5 });
    expect(daily.schedule).not.toHaveProperty('anchor');
    const again = committed(rescheduled(daily, { every: HOUR }));
    expect(again.schedule).toMatchObject({ kind: 'every', every: HOUR, anchor: NOW + HOUR + SECOND });
    expect(again.next_run_at).toBe(NOW + HOUR + SECOND);
  });

  test('makes a one-time job of a recurring one when its interval is taken away, and the other way round', () => {
    const single = committed(rescheduled(minutely({ limit: 5 }), { every: null, start_at: NOW + HOUR }));
    expect(single.schedule).toEqual({ kind: 'once', at: NOW + HOUR, precision: 'second' });
    expect(committed(rescheduled(newRow(once(NOW + HOUR)), { every: HOUR })).schedule.kind).toBe('every');
  });

  test('never comes back to an occurrence that was claimed', () => {
    const row = finished(claimed(newRow(cron('* * * * *'))), NOW + 100);
    expect(committed(rescheduled(row, { tz: 'Europe/Paris' }, NOW)).next_run_at).toBe(NOW + MINUTE);
  });

  test('arms retries and recoveries of runs in flight again', () => {
    const waiting = finished(claimed(minutely({}, { retry: { retries: 1 } })), NOW + 100, fails('TIMEOUT'));
    expect(arms(rescheduled(waiting, { every: HOUR }).before)).toContainEqual(['retry', NOW + 1100]);
    expect(arms(rescheduled(claimed(minutely()), { every: HOUR }).before)).toContainEqual([
      'recover',
      NOW + LEASE,
    ]);
  });

  test.each<[SchedulePatch, string]>([
    [{ cron: '61 * * * *' }, 'schedule.cron'],
    [{ endDate: NOW - HOUR }, 'schedule.endDate'],
    [{ limit: 1 }, 'schedule.limit'],
    [{ tz: 'UTC' }, 'schedule.tz'],
  ])('refuses %j, naming %s', (patch, path) => {
    const row = finished(claimed(minutely()), NOW + SECOND);
    const issues = expect.arrayContaining([expect.objectContaining({ path })]);
    expect(() => rescheduled(row, patch)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_ERROR', issues }),
    );
  });
});

describe('a trigger', () => {
  const trigger = (row: JobRow, now: number) => tell(row, { type: 'trigger' }, now);

  test('runs once beside the schedule, and counts', () => {
    const decision = trigger(minutely(), NOW + 10 * SECOND + 5);
    const row = committed(decision);
    expect(row).toMatchObject({ execution_count: 1, next_run_at: NOW, gen: 1 });
    expect(arms(decision.after)).toEqual([['retry', NOW + 10 * SECOND + 5]]);
    const { after } = wake(row, Wake.retry(1, 1, NOW + 10 * SECOND + 5), NOW + 11 * SECOND);
    expect(starts(after).map(({ occurrence }) => occurrence)).toContain(NOW + 10 * SECOND + 5);
  });

  test('is looked after by another wake-up should its caller die', () => {
    const { before } = trigger(minutely(), NOW - SECOND);
    expect(arms(before)).toEqual([['recover', NOW + SECOND]]);
  });

  test('starts no more than fifty runs beside each other', () => {
    let row = minutely({ overlap: 'allow' });
    for (let i = 0; i < 50; i += 1) row = committed(trigger(row, NOW - SECOND));
    expect(row.runs).toHaveLength(50);
    expect(() => trigger(row, NOW - SECOND)).toThrow(
      '50 runs of the job are under way; no more can become running.',
    );
  });

  test('never takes the identity of an occurrence of the schedule, nor that of another trigger', () => {
    const first = committed(trigger(minutely(), NOW));
    const second = committed(trigger(first, NOW));
    expect(second.runs.map(({ occurrence }) => occurrence)).toEqual([NOW + 1, NOW + 2]);
    expect(runOf(claimed(second, NOW + SECOND)).occurrence).toBe(NOW);
  });

  test('does not stand in the way of the schedule', () => {
    const row = committed(trigger(minutely({ overlap: 'skip' }), NOW - SECOND));
    expect(claimed(row, NOW).runs).toHaveLength(2);
  });

  test('that is the last run the limit allows ends the schedule, and one more is refused', () => {
    const decision = trigger(minutely({ limit: 1 }), NOW + SECOND);
    const row = committed(decision);
    expect(row.next_run_at).toBeNull();
    expect(records(decision.after)).toEqual([expect.objectContaining({ occurrence: NOW, reason: 'limit' })]);
    expect(() => trigger(row, NOW + 2 * SECOND)).toThrow(/all its runs/);
    const running = committed(wake(row, Wake.retry(1, 1, NOW + SECOND), NOW + 2 * SECOND));
    expect(finished(running, NOW + 3 * SECOND).status).toBe('completed');
  });

  test('of a job that is cancelled before it started is recorded without an attempt', () => {
    const row = committed(trigger(minutely(), NOW - SECOND));
    const [execution] = ends(tell(row, { type: 'cancel' }, NOW - 1));
    expect(execution).toMatchObject({ status: 'failed', attempts: 0, error: { code: 'CANCELLED' } });
  });
});

describe('the retry of a failed job', () => {
  test('is a new run with all its attempts', () => {
    const decision = tell(failedJob(), { type: 'retry', delay: MINUTE }, NOW + HOUR);
    const row = committed(decision);
    expect(row).toMatchObject({ status: 'scheduled', retry_count: 0, next_run_at: NOW + HOUR + MINUTE });
    expect(row.completed_at).toBeUndefined();
    expect(arms(decision.before)).toEqual([['timer', NOW + HOUR + MINUTE]]);
    expect(decision.before).toContainEqual({ type: 'keep-payload', until: NOW + HOUR + MINUTE });
    const run = runOf(
      committed(wake(row, { ...Wake.timer(NOW + HOUR + MINUTE), gen: row.gen }, NOW + HOUR + MINUTE)),
    );
    expect(run).toMatchObject({ number: 2, attempt: 1 });
  });

  test('completes the job when it succeeds, and clears the error', () => {
    const row = committed(tell(failedJob(), { type: 'retry', delay: 0 }, NOW + HOUR));
    const done = finished(claimed(row, NOW + HOUR), NOW + HOUR + SECOND);
    expect(done.status).toBe('completed');
    expect(done.last_error).toBeUndefined();
  });
});

describe('deleting', () => {
  test('tells nothing of an attempt whose worker was lost, as only the history knows how that ended', () => {
    const row = claimed(minutely());
    const lost: JobRow = { ...row, status: 'paused', runs: [waitingAgain(runOf(row), NOW)] };
    const decision = tell(lost, { type: 'delete' }, NOW + HOUR);
    expect(records(decision.before)).toEqual([]);
    expect(committed(decision)).toMatchObject({ runs: [], failed: 0 });
    expect(decision.row).not.toHaveProperty('did');
  });

  test('hides the job first, then takes its schedules and all that belongs to it', () => {
    const decision = tell(minutely(), { type: 'delete' }, NOW - 1);
    expect(committed(decision)).toMatchObject({ deleted_at: NOW - 1, next_run_at: null });
    expect(decision.after).toContainEqual({ type: 'purge' });
    expect(disarms(decision.after)).toContain(`${ID}.g1.b0`);
  });

  test('that was broken off continues when it is asked for again, or a wake-up finds the row', () => {
    const { row } = tell(minutely(), { type: 'delete' }, NOW - 1);
    const gone = row ?? minutely();
    for (const decision of [tell(gone, { type: 'delete' }, NOW), wake(gone, Wake.timer(NOW), NOW)]) {
      expect(decision.row).toBeUndefined();
      expect(decision.after).toContainEqual({ type: 'purge' });
    }
  });

  test('is refused while an attempt of an ended job is under way', () => {
    const row = committed(tell(claimed(minutely()), { type: 'cancel' }, NOW + SECOND));
    expect(() => tell(row, { type: 'delete' }, NOW + 2 * SECOND)).toThrow(/is running/);
    expect(() => tell(row, { type: 'delete' }, NOW + TIMEOUT + HOUR)).toThrow(/is running/);
    expect(finish(row, runOf(row), NOW + 2 * SECOND).row).toBeDefined();
  });
});

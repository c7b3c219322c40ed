import type { SchedulePatch } from '../../../contract/schedule.ts';
import { type JobRow, originOf } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, every, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  fails,
  finished,
  minutely,
  NOW,
  newRow,
  records,
  runningOf,
  runOf,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

const rescheduled = (row: JobRow, schedule: SchedulePatch, now: number) =>
  decide(row, { type: 'reschedule', schedule }, now);
const paused = (row: JobRow, now: number) => committed(decide(row, { type: 'pause' }, now));
const resumed = (row: JobRow, now: number) => decide(row, { type: 'resume' }, now);
const POLICY = { retry: { retries: 1, initialDelay: MINUTE } };

/** Changes that leave the times alone. */
const alone: SchedulePatch[] = [
  { limit: 50 },
  { endDate: NOW + 9 * HOUR },
  { overlap: 'allow' },
  { missed: 'all' },
  { precision: 'minute' },
  { every: MINUTE, limit: 50 },
  { start_at: new Date(NOW).toISOString(), limit: 50 },
];

describe('a reschedule to now or to the past', () => {
  test.each<[string, JobRow, SchedulePatch]>([
    ['a one-time job, to now', newRow(once(NOW + HOUR)), { start_at: NOW }],
    ['a one-time job, to the past', newRow(once(NOW + HOUR)), { start_at: NOW - HOUR }],
    ['an interval that becomes one-time', minutely({}, {}), { every: null, start_at: NOW - HOUR }],
    ['an interval that becomes one-time without a moment', newRow(every(HOUR, NOW + HOUR)), { every: null }],
    ['a cron that becomes one-time', newRow(cron('0 9 * * *')), { cron: null, start_at: NOW - HOUR }],
  ])('runs %s, at once', (_what, row, patch) => {
    const decision = rescheduled(row, patch, NOW);
    expect(committed(decision)).toMatchObject({ status: 'queued', next_run_at: NOW, scheduled_at: NOW });
    expect(arms(decision.before)).toContainEqual(['timer', NOW]);
  });
});

test.each<[string, (row: JobRow) => JobRow]>([
  ['rescheduled', (row) => committed(rescheduled(row, { every: null, start_at: NOW }, NOW + SECOND))],
  [
    'paused, rescheduled and resumed',
    (row) =>
      committed(
        resumed(
          committed(rescheduled(paused(row, NOW + 2), { every: null, start_at: NOW }, NOW + 3)),
          NOW + SECOND,
        ),
      ),
  ],
])(
  'the run of a job that was %s to now ends while an earlier one waits for its next attempt',
  (_how, change) => {
    const waits = finished(claimed(minutely({ overlap: 'allow' }, POLICY), NOW), NOW + 1, fails('X'));
    const queued = change(waits);
    expect(queued).toMatchObject({ status: 'queued', runs: [{ number: 1, attempt: 2 }] });
    const due = queued.next_run_at ?? 0;
    const running = committed(wake(queued, { ...Wake.timer(due), gen: queued.gen }, due));
    expect(running.runs).toHaveLength(2);
    expect(finished(running, due + SECOND)).toMatchObject({ status: 'scheduled', runs: [{ number: 1 }] });
  },
);

const asItIs: SchedulePatch[] = [
  {},
  { every: MINUTE },
  { start_at: new Date(NOW).toISOString() },
  { overlap: 'skip', missed: 'latest', precision: 'second', limit: null, endDate: null },
];
test.each(asItIs)(
  'a reschedule to what a recurring job has changes nothing, and is told nowhere: %j',
  (patch) => {
    for (const row of [minutely(), paused(minutely(), NOW - 1)])
      expect(rescheduled(row, patch, NOW + 5 * SECOND)).toEqual({ before: [], after: [] });
  },
);

test('a reschedule to an end before the next occurrence is refused where the times stay as they are', () => {
  const hourly = newRow(every(HOUR, NOW + HOUR));
  const end = (endDate: number, now: number) => () => rescheduled(hourly, { endDate }, now);
  expect(end(NOW + HOUR - 1, NOW)).toThrow('One field is not valid.');
  expect(committed(end(NOW + HOUR, NOW)())).toMatchObject({ next_run_at: NOW + HOUR });
});

describe('a reschedule that leaves the times alone', () => {
  test.each(alone)('keeps an occurrence whose wake-up is late: %j', (patch) => {
    const decision = rescheduled(minutely(), patch, NOW + 5 * SECOND);
    expect(committed(decision)).toMatchObject({ next_run_at: NOW, scheduled_at: NOW });
    expect(committed(decision).skips).toBeUndefined();
    expect(arms(decision.before)).toContainEqual(['timer', NOW]);
  });

  test('keeps what waits behind a run, which runs in its order afterwards', () => {
    const busy = claimed(slow({ overlap: 'queue' }), NOW);
    const kept = committed(rescheduled(busy, { limit: 50 }, NOW + 2.5 * MINUTE));
    const second = claimed(finished(kept, NOW + 2.6 * MINUTE), NOW + 2.7 * MINUTE);
    const third = claimed(finished(second, NOW + 2.8 * MINUTE), NOW + 2.9 * MINUTE);
    expect([second, third].map((row) => runOf(row).occurrence)).toEqual([NOW + MINUTE, NOW + 2 * MINUTE]);
  });

  test.each<SchedulePatch>([{ overlap: 'skip' }, { overlap: 'allow' }, { missed: 'skip' }])(
    'keeps what waits behind a run, which runs in its order, whatever becomes of what comes later: %j',
    (patch) => {
      const busy = claimed(slow({ overlap: 'queue' }), NOW);
      const kept = committed(rescheduled(busy, patch, NOW + 2.5 * MINUTE));
      const next = (row: JobRow, now: number) =>
        committed(wake(row, { ...Wake.timer(row.next_run_at ?? 0), gen: kept.gen }, now));
      const second = next(finished(kept, NOW + 2.6 * MINUTE), NOW + 2.7 * MINUTE);
      const third = next(finished(second, NOW + 2.8 * MINUTE), NOW + 2.9 * MINUTE);
      expect([second, third].map((row) => runOf(row).occurrence)).toEqual([NOW + MINUTE, NOW + 2 * MINUTE]);
    },
  );

  test('keeps what waits behind a run from a wake-up that comes before the run has ended', () => {
    const busy = claimed(slow({ overlap: 'queue' }), NOW);
    const kept = committed(rescheduled(busy, { overlap: 'skip' }, NOW + 2.5 * MINUTE));
    expect(
      wake(kept, { ...Wake.timer(NOW + MINUTE), gen: kept.gen }, NOW + 2.6 * MINUTE).row,
    ).toBeUndefined();
  });

  test.each<[string, JobRow, 'queued' | 'not queued']>([
    ['behind a run that others wait for', claimed(slow({ overlap: 'queue' }), NOW), 'queued'],
    ['that nothing is under way before', slow({ overlap: 'queue' }), 'not queued'],
    ['beside a run that others are skipped for', claimed(slow({ overlap: 'skip' }), NOW), 'not queued'],
    ['that is made up for', minutely({ missed: 'all' }), 'queued'],
  ])('leaves as it is what is due %s', (_what, job, is) => {
    const at = NOW + 2.5 * MINUTE;
    const row = committed(rescheduled(job, { limit: 50 }, at));
    expect(row.queued_until).toBe(is === 'queued' ? at : undefined);
  });

  test('keeps a catch-up though nothing is made up any more', () => {
    const first = claimed(minutely({ missed: 'all' }), NOW + 20 * MINUTE);
    const done = finished(first, NOW + 20 * MINUTE + SECOND);
    const row = committed(rescheduled(done, { missed: 'skip' }, NOW + 21 * MINUTE));
    expect(runOf(claimed(row, NOW + 21 * MINUTE + SECOND)).occurrence).toBe(NOW + MINUTE);
  });

  test('keeps the occurrence that is due at this very moment though nothing is made up any more', () => {
    const row = committed(rescheduled(minutely({ missed: 'all' }), { missed: 'skip' }, NOW));
    expect(runOf(claimed(row, NOW + 21 * MINUTE)).occurrence).toBe(NOW);
  });

  test('writes down what is due and lies after the new end, and keeps what lies before it', () => {
    const busy = claimed(slow({ overlap: 'queue' }), NOW);
    const ends = committed(rescheduled(busy, { endDate: NOW + 2 * MINUTE }, NOW + 4.5 * MINUTE));
    expect(ends.skips).toEqual([
      expect.objectContaining({
        occurrence: NOW + 3 * MINUTE,
        through: NOW + 4 * MINUTE,
        count: 2,
        reason: 'rescheduled',
      }),
    ]);
    const second = claimed(finished(ends, NOW + 4.6 * MINUTE), NOW + 4.7 * MINUTE);
    const third = claimed(finished(second, NOW + 4.8 * MINUTE), NOW + 4.9 * MINUTE);
    expect([second, third].map((row) => runOf(row).occurrence)).toEqual([NOW + MINUTE, NOW + 2 * MINUTE]);
    expect(finished(third, NOW + 5 * MINUTE)).toMatchObject({ status: 'completed', execution_count: 3 });
  });

  test('writes down what a pause let pass and lies after the new end', () => {
    const held = paused(minutely(), NOW - 1);
    const ends = committed(rescheduled(held, { endDate: NOW + MINUTE }, NOW + 3.5 * MINUTE));
    expect(ends.skips).toEqual([
      expect.objectContaining({ occurrence: NOW + 2 * MINUTE, through: NOW + 3 * MINUTE, reason: 'paused' }),
    ]);
    const on = committed(resumed(ends, NOW + 4 * MINUTE));
    expect(on).toMatchObject({ status: 'completed' });
    expect(on.skips).toEqual([
      expect.objectContaining({ occurrence: NOW, through: NOW + MINUTE, reason: 'paused' }),
    ]);
  });

  test('to a smaller limit writes down what waits when the last run begins', () => {
    const busy = claimed(slow({ overlap: 'queue' }), NOW);
    const row = committed(rescheduled(busy, { limit: 2 }, NOW + 3.5 * MINUTE));
    const last = claimed(finished(row, NOW + 3.6 * MINUTE), NOW + 3.7 * MINUTE);
    expect(last).toMatchObject({ execution_count: 2, next_run_at: null });
    expect(last.skips).toEqual([
      expect.objectContaining({ occurrence: NOW + 2 * MINUTE, through: NOW + 3 * MINUTE, reason: 'limit' }),
    ]);
  });

  test('keeps the order of what had come due behind an earlier run', () => {
    const busy = claimed(slow({ overlap: 'queue' }), NOW);
    const done = finished(busy, NOW + 30 * MINUTE);
    const row = committed(rescheduled(done, { limit: 50 }, NOW + 30 * MINUTE + SECOND));
    expect(runOf(claimed(row, NOW + 30 * MINUTE + 2 * SECOND)).occurrence).toBe(NOW + MINUTE);
  });

  test('keeps a catch-up that is under way', () => {
    const first = claimed(minutely({ missed: 'all' }), NOW + 20 * MINUTE);
    const done = finished(first, NOW + 20 * MINUTE + SECOND);
    const row = committed(rescheduled(done, { limit: 50 }, NOW + 21 * MINUTE));
    expect(runOf(claimed(row, NOW + 21 * MINUTE + SECOND)).occurrence).toBe(NOW + MINUTE);
  });

  test('keeps what passed in a pause, which is written down when the job is resumed', () => {
    const row = committed(rescheduled(paused(minutely(), NOW - SECOND), { limit: 50 }, NOW + 90 * SECOND));
    expect(row.next_run_at).toBe(NOW);
    const decision = resumed(row, NOW + 3 * MINUTE + SECOND);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW, through: NOW + 3 * MINUTE, count: 4, reason: 'paused' },
    ]);
  });

  test('is taken also when the last occurrence is the one that is due', () => {
    const row = newRow(cron('0 12 1 1 *', { end: NOW + MINUTE }));
    expect(committed(rescheduled(row, { limit: 3 }, NOW + 2 * MINUTE)).next_run_at).toBe(NOW);
  });

  test('begins again from now where the limit had been reached', () => {
    const busy = claimed(slow({ limit: 1 }), NOW);
    const row = committed(rescheduled(busy, { limit: 3 }, NOW + 5.5 * MINUTE));
    expect(row).toMatchObject({ next_run_at: NOW + 6 * MINUTE });
    expect(row.skips).toBeUndefined();
  });

  test('lets recurring schedules begin at an occurrence to come, as a rate fires in steps from its start', () => {
    const { before } = rescheduled(minutely({ precision: 'minute' }), { limit: 50 }, NOW + 90 * SECOND);
    expect(before).toContainEqual(expect.objectContaining({ type: 'arm-tick', from: NOW + 2 * MINUTE }));
  });
});

describe('a reschedule that changes the times', () => {
  test.each([
    [1, 'must be more than the one run there has been'],
    [2, 'must be more than the 2 runs there have been'],
  ])('to a limit of %d, which as many runs have reached, is refused: it %s', (limit, message) => {
    const row = { ...minutely(), execution_count: limit };
    const issues = [{ path: 'schedule.limit', message }];
    expect(() => rescheduled(row, { limit }, NOW)).toThrow(expect.objectContaining({ issues }));
    expect(committed(rescheduled(row, { limit: limit + 1 }, NOW)).schedule).toMatchObject({
      limit: limit + 1,
    });
  });

  test.each<[string, JobRow]>([
    ['whose wake-up is late', minutely()],
    ['that waits behind a run', finished(claimed(slow({ overlap: 'queue' }), NOW), NOW + SECOND)],
  ])('writes down as skipped what is due by the old ones: an occurrence %s', (_what, job) => {
    const due = job.next_run_at ?? 0;
    const decision = rescheduled(job, { every: HOUR }, due + 2 * MINUTE + SECOND);
    expect(committed(decision).next_run_at).toBe(NOW + HOUR);
    expect(records(decision.after)).toMatchObject([
      { occurrence: due, through: due + 2 * MINUTE, count: 3, status: 'skipped', reason: 'rescheduled' },
    ]);
  });

  test('writes nothing down where nothing is due', () => {
    const row = newRow(every(MINUTE, NOW + MINUTE));
    expect(records(rescheduled(row, { every: HOUR }, NOW + SECOND).after)).toEqual([]);
  });

  test('skips no moment at which the new schedule runs', () => {
    const decision = rescheduled(minutely(), { every: 2 * MINUTE }, NOW + 2 * MINUTE);
    expect(records(decision.after)).toMatchObject([{ occurrence: NOW, through: NOW + MINUTE, count: 2 }]);
    expect(committed(decision).next_run_at).toBe(NOW + 2 * MINUTE);
  });

  test('writes down what passed in a pause as paused', () => {
    const decision = rescheduled(paused(minutely(), NOW - SECOND), { every: HOUR }, NOW + 90 * SECOND);
    expect(committed(decision)).toMatchObject({ status: 'paused', next_run_at: NOW + HOUR });
    expect(records(decision.after)).toMatchObject([{ occurrence: NOW, count: 2, reason: 'paused' }]);
  });

  test('moves a one-time job that is due, of which nothing is given up', () => {
    const decision = rescheduled(newRow(once(NOW)), { start_at: NOW + HOUR }, NOW + SECOND);
    expect(committed(decision)).toMatchObject({ status: 'scheduled', next_run_at: NOW + HOUR });
    expect(records(decision.after)).toEqual([]);
  });
});

describe('a reschedule to an interval', () => {
  const daily = newRow(cron('0 9 * * *'));

  test.each<[string, JobRow]>([
    ['a cron', daily],
    ['one moment', newRow(once(NOW + HOUR))],
  ])('from %s runs one interval from now first', (_kind, row) => {
    const after = committed(rescheduled(row, { every: 6 * HOUR }, NOW + 5));
    expect(after).toMatchObject({
      next_run_at: NOW + 6 * HOUR + 5,
      schedule: { anchor: NOW + 6 * HOUR + 5 },
    });
  });

  test('runs at its start where one is named', () => {
    const patch = { every: 6 * HOUR, start_at: NOW + HOUR };
    expect(committed(rescheduled(daily, patch, NOW + 5)).next_run_at).toBe(NOW + HOUR);
  });

  test('whose start is taken away runs one interval from now', () => {
    expect(committed(rescheduled(minutely(), { every: HOUR, start_at: null }, NOW + 5)).next_run_at).toBe(
      NOW + HOUR + 5,
    );
  });

  test('of another length keeps its start', () => {
    expect(committed(rescheduled(claimed(minutely()), { every: HOUR }, NOW + 5)).next_run_at).toBe(
      NOW + HOUR,
    );
  });
});

describe('a one-time job whose run waits for another attempt', () => {
  const waiting = () =>
    finished(claimed(newRow(once(NOW), POLICY)), NOW + SECOND, fails('SERVICE_UNAVAILABLE'));
  const AT = NOW + 2.5 * SECOND;
  const TEN = NOW + 10 * MINUTE;

  test('is rescheduled by moving that attempt, which is armed at the new moment before the commit', () => {
    const decision = rescheduled(waiting(), { start_at: TEN }, AT);
    const row = committed(decision);
    expect(row).toMatchObject({ next_run_at: null, scheduled_at: TEN, execution_count: 1 });
    expect(arms(decision.before)).toEqual([['retry', TEN]]);
    expect(decision.before).toContainEqual({ type: 'keep-payload', until: TEN });
    expect(starts(wake(row, Wake.tick(), TEN - 1).after)).toEqual([]);
    expect(starts(wake(row, Wake.tick(), TEN).after)).toMatchObject([
      { number: 1, attempt: 2, occurrence: NOW },
    ]);
  });

  test('can be moved again, and back to now', () => {
    const once = committed(rescheduled(waiting(), { start_at: TEN }, AT));
    const twice = committed(rescheduled(once, { start_at: TEN + HOUR }, AT + SECOND));
    expect(twice.runs).toMatchObject([{ retry_at: TEN + HOUR }]);
    expect(committed(rescheduled(twice, { start_at: NOW }, AT + MINUTE))).toMatchObject({
      schedule: { kind: 'once', at: AT + MINUTE },
      runs: [{ retry_at: AT + MINUTE }],
    });
  });

  test('is left as it is by a change that leaves the times alone', () => {
    const row = committed(rescheduled(waiting(), { precision: 'minute' }, AT));
    expect(row).toMatchObject({ next_run_at: null, schedule: { at: NOW, precision: 'minute' } });
    expect(row.runs).toEqual(waiting().runs);
  });

  test('that becomes an interval has that attempt as its first occurrence, and the second one interval later', () => {
    const row = committed(rescheduled(waiting(), { every: HOUR, limit: 3 }, AT));
    expect(row).toMatchObject({
      next_run_at: AT + 2 * HOUR,
      runs: [{ retry_at: AT + HOUR, occurrence: NOW }],
    });
    expect(row.execution_count).toBe(1);
  });

  test('that is paused is moved, and has that attempt when it is resumed', () => {
    const row = committed(rescheduled(paused(waiting(), AT), { start_at: TEN }, AT + SECOND));
    expect(row.status).toBe('paused');
    const decision = resumed(row, AT + 2 * SECOND);
    expect(committed(decision).next_run_at).toBeNull();
    expect(arms(decision.before)).toEqual([['retry', TEN]]);
  });

  test('shows its operators at every attempt what they saw at the first', () => {
    const before = waiting();
    const row = committed(rescheduled(before, { cron: '0 9 * * *', tz: 'Asia/Tokyo' }, AT));
    expect(originOf(row, runOf(row))).toEqual(originOf(before, runOf(before)));
    expect(originOf(row, runOf(row))).toMatchObject({ scheduled_at: NOW, tz: 'UTC', occurrence: NOW });
  });

  test('asks for another turn at the new moment when it had one at the old', () => {
    const deferral = { until: NOW + MINUTE, slot: 'reserved' } as const;
    const row = finished(claimed(newRow(once(NOW))), NOW + SECOND, { ok: 'deferred', deferral });
    expect(committed(rescheduled(row, { start_at: TEN }, AT)).runs).toMatchObject([
      { retry_at: TEN, slot: 'wanted' },
    ]);
  });

  test('that was rescheduled during an attempt keeps what its operators saw when that attempt has failed', () => {
    const busy = claimed(newRow(every(HOUR, NOW), POLICY));
    const row = committed(rescheduled(busy, { cron: '0 9 * * *', tz: 'Asia/Tokyo' }, AT));
    // The worker knows the run as it was claimed.
    const outcome = fails('TIMEOUT');
    const end = { type: 'finish', run: runningOf(busy), started_at: NOW, outcome } as const;
    const late = committed(decide(row, end, AT + SECOND));
    expect(runOf(late).attempt).toBe(2);
    expect(originOf(late, runOf(late))).toEqual(originOf(busy, runOf(busy)));
  });
});

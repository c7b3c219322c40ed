import { defined } from '../../../contract/plain-data.ts';
import { type Declaration, holdsName } from '../../../core/jobs/declare.ts';
import { longAt } from '../../../core/jobs/long-run.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { originOf } from '../../../core/jobs/row.ts';
import * as Run from '../../../core/jobs/run-in-flight.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { CALLER } from '../../rows.ts';
import { cron, every } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  fails,
  finish,
  finished,
  minutely,
  NOW,
  newRow,
  runOf,
} from './rows.ts';

const declared = (digest: string, schedule_digest = digest) =>
  ({ name: 'daily', by: 'call', digest, schedule_digest }) as const;

/** What a minutely job is declared to be instead. */
const other = (rest: Partial<Declaration> = {}): Declaration => ({
  declared: declared('second'),
  target: 'payments:refund',
  schedule: cron('0 9 * * *'),
  hasStart: false,
  retry: { retries: 2 },
  timeout: 5000,
  payload: 7,
  ...rest,
});

const named = (rest: Parameters<typeof minutely>[0] = {}): JobRow =>
  minutely(rest, { declared: declared('first') });
const declare = (row: JobRow, declaration: Declaration, now: number) =>
  decide(row, { type: 'declare', declaration }, now);

describe('a declaration of a named schedule', () => {
  test('that says what is there writes nothing', () => {
    const decision = declare(named(), other({ declared: declared('first') }), NOW + HOUR);
    expect(decision).toEqual({ before: [], after: [] });
  });

  test('makes the job what is declared, and keeps its counts', () => {
    const row = finished(claimed(named()), NOW + SECOND);
    const changed = committed(declare(row, other(), NOW + 2 * SECOND));
    expect(changed).toMatchObject({
      target: 'payments:refund',
      schedule: { kind: 'cron', cron: '0 9 * * *' },
      retry: { retries: 2 },
      timeout: 5000,
      payload: 7,
      declared: declared('second'),
      execution_count: 1,
      succeeded: 1,
      next_run_at: Date.UTC(2026, 0, 2, 9),
    });
    expect(changed.gen).toBeGreaterThan(row.gen);
  });

  test('gives the job its fairness key, and takes it away where none is declared', () => {
    const keyed = committed(declare(named(), other({ fairness_key: 'acme' }), NOW + SECOND));
    expect(keyed.fairness_key).toBe('acme');
    const bare = committed(declare(keyed, other({ declared: declared('third') }), NOW + 2 * SECOND));
    expect(bare).not.toHaveProperty('fairness_key');
  });

  test('leaves the wake-ups alone when its schedule is the one there was', () => {
    const row = named();
    const same = other({ declared: declared('second', 'first'), schedule: every(MINUTE, NOW + 5 * SECOND) });
    const decision = declare(row, same, NOW + 5 * SECOND);
    expect([...arms(decision.before), ...arms(decision.after)]).toEqual([]);
    expect(committed(decision)).toMatchObject({
      schedule: row.schedule,
      gen: row.gen,
      next_run_at: row.next_run_at,
    });
  });

  test('keeps a pause', () => {
    const paused = committed(decide(named(), { type: 'pause' }, NOW + SECOND));
    const changed = committed(declare(paused, other(), NOW + 2 * SECOND));
    expect(changed).toMatchObject({ status: 'paused', paused_by: 'hand', target: 'payments:refund' });
    expect(committed(decide(changed, { type: 'resume' }, NOW + DAY))).toMatchObject({
      status: 'scheduled',
      next_run_at: Date.UTC(2026, 0, 3, 9),
    });
  });

  test.each([
    ['begins one interval from now when it is new', 10 * MINUTE, false, NOW + 11 * MINUTE],
    ['begins where it says', 10 * MINUTE, true, NOW + 3 * MINUTE],
    ['keeps its rhythm when only the rest is new', MINUTE, false, NOW + 2 * MINUTE],
  ])('an interval %s', (_how, ms, hasStart, next) => {
    const row = finished(claimed(named()), NOW + SECOND);
    const later = finished(claimed(row), NOW + MINUTE + SECOND);
    const now = NOW + MINUTE;
    const schedule = every(ms, hasStart ? NOW + 3 * MINUTE : now, { limit: 100 });
    expect(committed(declare(later, other({ schedule, hasStart }), now)).next_run_at).toBe(next);
  });

  test('has occurrences of the new times only from now on', () => {
    const row = named({ overlap: 'queue' });
    const behind = claimed(row);
    const changed = committed(declare(behind, other(), NOW + 5 * MINUTE));
    expect(changed.skips).toMatchObject([
      { occurrence: NOW + MINUTE, through: NOW + 5 * MINUTE, reason: 'rescheduled' },
    ]);
  });

  test.each([
    [
      'a job that has ended',
      () => committed(decide(named(), { type: 'cancel' }, NOW)),
      /cancelled cannot become/,
    ],
    ['a limit that is used up', () => finished(claimed(named()), NOW + SECOND), /limit/],
  ])('is refused for %s', (_what, row, refusal) => {
    const schedule = every(HOUR, NOW, { limit: 1 });
    expect(() => declare(row(), other({ schedule }), NOW + SECOND)).toThrow(
      expect.objectContaining({ issues: refusal.source === 'limit' ? [expect.anything()] : undefined }),
    );
  });
});

describe('what a target is sent', () => {
  test('stays the same for a run in backoff, under its idempotency key', () => {
    const waiting = finished(
      claimed(minutely({}, { declared: declared('first'), retry: { retries: 3 } })),
      NOW + SECOND,
      fails('TIMEOUT'),
    );
    const before = originOf(waiting, runOf(waiting));
    const decision = declare(waiting, other(), NOW + 2 * SECOND);
    const changed = committed(decision);
    expect(originOf(changed, runOf(changed))).toEqual(before);
    expect(changed.earlier_payloads).toEqual([0]);
    expect(decision.after.filter(({ type }) => type === 'drop-payloads')).toEqual([]);
  });

  test('leaves a run that waits for another attempt its retry policy, also when it is declared again', () => {
    const retrying = finished(
      claimed(minutely({}, { declared: declared('first'), retry: { retries: 2 } })),
      NOW + 1,
      fails('TIMEOUT'),
    );
    const once = committed(declare(retrying, other({ retry: { retries: 0 } }), NOW + 2));
    const twice = committed(
      declare(once, other({ declared: declared('third'), retry: { retries: 9 } }), NOW + 3),
    );
    expect(runOf(twice).retry).toEqual({ retries: 2 });
    const running = { ...twice, runs: [Run.running(runOf(twice), NOW + HOUR)] };
    const second = finished(running, NOW + MINUTE, fails('TIMEOUT'));
    expect(runOf(second)).toMatchObject({ state: 'waiting', attempt: 3 });
    const last = { ...second, runs: [Run.running(runOf(second), NOW + HOUR)] };
    expect(finished(last, NOW + 2 * MINUTE, fails('TIMEOUT'))).toMatchObject({ runs: [], failed: 1 });
  });

  test('is the new payload for the next run, and the one before is removed as soon as no run needs it', () => {
    const waiting = finished(
      claimed(minutely({}, { declared: declared('first'), retry: { retries: 1, initialDelay: 100 } })),
      NOW + SECOND,
      fails('TIMEOUT'),
    );
    const second = committed(declare(waiting, other(), NOW + 2 * SECOND));
    const third = declare(second, other({ declared: declared('third'), payload: 8 }), NOW + 3 * SECOND);
    expect(third.after).toContainEqual({ type: 'drop-payloads', versions: [7] });
    expect(committed(third).earlier_payloads).toEqual([0]);
    const idle = committed({ ...third, row: { ...committed(third), runs: [] } });
    const fourth = declare(idle, other({ declared: declared('fourth'), payload: 9 }), NOW + 4 * SECOND);
    expect(fourth.after).toContainEqual({ type: 'drop-payloads', versions: [8, undefined] });
    expect(committed(fourth)).not.toHaveProperty('earlier_payloads');
    const run = runOf(claimed(committed(fourth)));
    expect(originOf(committed(fourth), run).payload).toBe(9);
  });
});

test.each([
  [undefined, MINUTE],
  [HOUR, MINUTE],
  [HOUR, undefined],
])(
  'a run in flight is expected to take as long as when it began: %j, whatever is declared since: %j',
  (before, after) => {
    const running = claimed(
      minutely({}, { declared: declared('first'), ...defined({ expected_duration: before }) }),
    );
    const anew = other({ ...defined({ expected_duration: after }) });
    const row = committed(declare(running, anew, NOW + SECOND));
    expect(row.expected_duration).toBe(after);
    expect(longAt(row, runOf(row))).toBe(before && NOW + before);
  },
);

describe('a job that has had all its runs', () => {
  const over = committed(finish(claimed(named({ limit: 1 })), runOf(claimed(named({ limit: 1 }))), NOW + 1));
  const undeclared = (row: JobRow) =>
    decide(row, { type: 'undeclare', undeclaration: { reason: 'declared anew' } }, NOW + HOUR);

  test('stands for its schedule until that is not declared any more, or by another job', () => {
    expect(over.status).toBe('completed');
    expect(holdsName(over)).toBe(true);
    const left = committed(undeclared(over));
    expect([holdsName(left), left.status]).toEqual([false, 'completed']);
    expect(undeclared(left).row).toBeUndefined();
    // Only one that was not over yet is ended by it.
    const asked = { ...CALLER, reason: 'removed' };
    const event = { type: 'undeclare', undeclaration: { reason: 'removed' }, asked } as const;
    expect(committed(decide(over, event, NOW + HOUR)).did).toBeUndefined();
    expect(committed(decide(named(), event, NOW + HOUR)).did?.command).toMatchObject({
      command: 'undeclare',
      reason: 'removed',
    });
    expect(holdsName(committed(decide(named(), { type: 'cancel' }, NOW)))).toBe(false);
    expect(holdsName(finished(claimed(minutely({ limit: 1 })), NOW + 1))).toBe(false);
  });
});

test('a job that was rescheduled by hand is declared anew by the next declaration', () => {
  const moved = committed(decide(named(), { type: 'reschedule', schedule: { every: HOUR } }, NOW + SECOND));
  const first = other({ declared: declared('first'), schedule: every(MINUTE, NOW + 2 * SECOND) });
  expect(committed(declare(moved, first, NOW + 2 * SECOND))).toMatchObject({
    schedule: { every: MINUTE },
    declared: declared('first'),
  });
});

test('a reschedule of a job without a name gives it none', () => {
  const row = newRow(every(MINUTE, NOW));
  const moved = committed(decide(row, { type: 'reschedule', schedule: { every: HOUR } }, NOW + SECOND));
  expect(moved).not.toHaveProperty('declared');
});

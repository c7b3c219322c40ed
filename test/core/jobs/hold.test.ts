import type { Hold } from '../../../contract/hold.ts';
import type { Job } from '../../../contract/job.ts';
import { advance } from '../../../core/jobs/advance.ts';
import { overdueAt } from '../../../core/jobs/heal-overdue.ts';
import { holdOn, meet, withHold } from '../../../core/jobs/hold.ts';
import { isHeld, type JobRow } from '../../../core/jobs/row.ts';
import type { WakeUp } from '../../../core/messages/wake-up.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every, once } from '../schedule/tables.ts';
import {
  arms,
  committed,
  decide,
  finished,
  minutely,
  NOW,
  newRow,
  records,
  runOf,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

const hold: Hold = { reason: 'the database moves', since: NOW };
const SHOP = { product: 'shop', env: 'dev', namespace: 'actions' } as const;

/** What is decided of a message that comes while the job is held. */
const meets = (row: JobRow, message: WakeUp, now: number, redelivered = false) =>
  advance(row, { type: 'wake', wake: message, redelivered, lane: 'main', hold }, now, () => 0);

/** The row after its timer has met a hold. */
const heldRow = (row: JobRow, now = row.next_run_at ?? 0) =>
  committed(meets(row, Wake.timer(row.next_run_at ?? 0), now));

const heal = (row: JobRow, now: number) => decide(row, { type: 'heal-overdue', hold }, now);

describe('a hold', () => {
  test('is in force on what its scope has in it, and until its end', () => {
    const on = (fields: Partial<Hold>) => holdOn(SHOP, [{ ...hold, ...fields }], NOW) !== undefined;
    expect(on({})).toBe(true);
    expect(on({ product: 'shop', env: 'dev', namespace: 'actions' })).toBe(true);
    expect(on({ env: 'dev' })).toBe(true);
    expect(on({ product: 'other' })).toBe(false);
    expect(on({ env: 'prd' })).toBe(false);
    expect(on({ namespace: 'storage' })).toBe(false);
    expect(on({ until: NOW + 1 })).toBe(true);
    expect(on({ until: NOW })).toBe(false);
  });

  test('of one namespace does not hold a product as a whole, but has something in common with it', () => {
    expect(holdOn({ product: 'shop', env: 'dev' }, [{ ...hold, namespace: 'actions' }], NOW)).toBeUndefined();
    expect(meet({ namespace: 'actions' }, { product: 'shop' })).toBe(true);
    expect(meet({ product: 'blog' }, { product: 'shop' })).toBe(false);
  });

  test('that lasts longest is the one that is shown, of a job that can go on', () => {
    const holds = [
      { ...hold, until: NOW + 2 },
      { ...hold, reason: 'longer', until: NOW + 3 },
      { ...hold, until: NOW + 1 },
    ];
    const job = { ...SHOP, status: 'running' } as Job;
    expect(withHold(job, holds, NOW).held).toEqual({ reason: 'longer', until: NOW + 3 });
    expect(withHold(job, [...holds, hold], NOW).held).toEqual({ reason: hold.reason });
    expect(withHold({ ...job, status: 'paused' }, holds, NOW)).not.toHaveProperty('held');
    expect(withHold(job, holds, NOW + 3)).not.toHaveProperty('held');
  });
});

describe('a job under a hold', () => {
  test.each([
    ['timer', Wake.timer(NOW)],
    ['tick', Wake.tick()],
  ])('starts nothing by its %s, and notes once that it has met the hold', (_kind, message) => {
    const decision = meets(minutely(), message, NOW);
    expect(starts(decision.after)).toEqual([]);
    expect(arms(decision.after)).toEqual([]);
    expect(decision.row).toMatchObject({ execution_count: 0, next_run_at: NOW });
    expect(isHeld(committed(decision))).toBe(true);
    expect(meets(committed(decision), message, NOW + MINUTE).row).toBeUndefined();
  });

  test('waits for its time as ever while nothing is due', () => {
    const row = newRow(every(HOUR, NOW + HOUR));
    expect(meets(row, Wake.tick(), NOW).row).toBeUndefined();
    expect(meets(row, Wake.timer(NOW + HOUR), NOW + HOUR - SECOND)).toMatchObject({ waitUntil: NOW + HOUR });
    expect(arms(meets(row, Wake.timer(NOW + HOUR), NOW, true).after)).toContainEqual(['timer', NOW + HOUR]);
  });

  test('lets a run under way end and make its other attempts', () => {
    const row = newRow(once(NOW), { retry: { retries: 1, initialDelay: MINUTE } });
    const running = committed(wake(row, Wake.timer(NOW), NOW));
    const failed = finished(running, NOW + SECOND, { ok: false, failure: { code: 'TIMEOUT', message: '' } });
    const due = NOW + SECOND + MINUTE;
    expect(starts(meets(failed, Wake.retry(1, 2, due), due).after)).toMatchObject([
      { number: 1, attempt: 2 },
    ]);
  });

  test('runs now when it is triggered', () => {
    const row = heldRow(minutely());
    const triggered = committed(decide(row, { type: 'trigger' }, NOW + 1));
    const message = Wake.retry(1, 1, runOf(triggered).occurrence);
    expect(starts(meets(triggered, message, NOW + 2).after)).toMatchObject([{ triggered: true }]);
  });

  test('leaves an occurrence that is due behind a run to the end of the hold', () => {
    const running = committed(wake(slow(), Wake.timer(NOW), NOW));
    const decision = meets(running, Wake.timer(NOW + MINUTE), NOW + MINUTE);
    expect(decision.row).toMatchObject({ next_run_at: NOW + MINUTE, met_hold: { reason: hold.reason } });
    expect(records(decision.after)).toEqual([]);
  });

  test('is not overdue, nor told as missed by the sweep', () => {
    expect(overdueAt(heldRow(minutely()))).toBeUndefined();
    const decision = heal(minutely(), NOW + HOUR);
    expect(isHeld(committed(decision))).toBe(true);
    expect(decision.row?.did).toBeUndefined();
    expect(arms(decision.after)).toEqual([]);
  });

  test('has the wake-ups of a run in flight sent again by the sweep', () => {
    const running = committed(wake(slow({ overlap: 'allow' }), Wake.timer(NOW), NOW));
    const late = runOf(running);
    const decision = heal(running, NOW + 3 * HOUR);
    expect(late.state).toBe('running');
    expect(arms(decision.after)).toMatchObject([['recover', expect.any(Number)]]);
  });
});

describe('a job whose hold is over', () => {
  const end = NOW + 10 * MINUTE + 30 * SECOND;
  const skipped = { status: 'skipped', reason: 'paused', detail: hold.reason };

  test('runs its latest occurrence under missed latest; what passed before is skipped as paused, with the reason', () => {
    const decision = wake(heldRow(minutely()), Wake.timer(NOW), end);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 10 * MINUTE }]);
    expect(records(decision.after)).toMatchObject([{ ...skipped, occurrence: NOW, count: 10 }]);
    expect(decision.row?.did).toEqual({ events: [{ event: 'job.started' }] });
    expect(decision.row).not.toHaveProperty('met_hold');
    expect(arms(decision.after)).toEqual([['timer', NOW + 11 * MINUTE]]);
  });

  test('does not count how late it starts, and does so again from the next run on', () => {
    const late = committed(wake(heldRow(minutely()), Wake.timer(NOW), end));
    const [ended] = finished(late, end + SECOND).did?.ended ?? [];
    expect(ended).toMatchObject({ ok: true });
    expect(ended).not.toHaveProperty('lag');
    const next = committed(wake(finished(late, end + SECOND), Wake.timer(NOW), NOW + 11 * MINUTE));
    expect(finished(next, NOW + 12 * MINUTE).did?.ended).toMatchObject([{ lag: 0 }]);
  });

  test('runs one occurrence, also of several in the last seconds', () => {
    const decision = wake(heldRow(newRow(every(SECOND, NOW))), Wake.timer(NOW), NOW + 5 * SECOND);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 5 * SECOND }]);
    expect(records(decision.after)).toMatchObject([{ ...skipped, count: 5 }]);
  });

  test('skips all under missed skip when the latest is more than two minutes late', () => {
    const row = heldRow(newRow(every(HOUR, NOW, { missed: 'skip' })));
    const decision = wake(row, Wake.tick(), NOW + HOUR + 3 * MINUTE);
    expect(starts(decision.after)).toEqual([]);
    expect(records(decision.after)).toMatchObject([{ ...skipped, through: NOW + HOUR }]);
  });

  test('makes all up under missed all, and skips what is too many as paused', () => {
    let row = heldRow(newRow(every(SECOND, NOW, { missed: 'all' })));
    const decision = wake(row, Wake.timer(NOW), NOW + 149 * SECOND);
    expect(records(decision.after)).toMatchObject([{ ...skipped, count: 50 }]);
    row = committed(decision);
    expect(runOf(row).occurrence).toBe(NOW + 50 * SECOND);
    expect(isHeld(row)).toBe(false);
    expect(row.met_hold).toEqual({ reason: hold.reason, to: NOW + 149 * SECOND });
  });

  test('forgets the hold with the last occurrence that passed in it, though later ones are due too', () => {
    const row = { ...minutely({ missed: 'all' }), met_hold: { reason: hold.reason, to: NOW + 90 * SECOND } };
    const first = committed(wake(row, Wake.timer(NOW), NOW + 5 * MINUTE));
    expect(first).toMatchObject({ next_run_at: NOW + MINUTE, met_hold: row.met_hold });
    const ended = finished(first, NOW + 5 * MINUTE + SECOND);
    const second = committed(wake(ended, Wake.timer(NOW + MINUTE), NOW + 5 * MINUTE + 2 * SECOND));
    expect(second.next_run_at).toBe(NOW + 2 * MINUTE);
    expect(second).not.toHaveProperty('met_hold');
  });

  test('holds what is due at its last moment', () => {
    const row = { ...minutely({ missed: 'skip' }), met_hold: { reason: hold.reason, to: NOW } };
    const { runs } = committed(wake(row, Wake.timer(NOW), NOW + 90 * SECOND));
    expect(runs).toEqual([expect.objectContaining({ occurrence: NOW, held: true })]);
  });

  test('gives no reason of the hold to what a command skips after it', () => {
    const row = { ...minutely(), met_hold: { reason: hold.reason, to: NOW + 90 * SECOND } };
    const [skip, ...others] = committed(decide(row, { type: 'cancel' }, NOW + 5 * MINUTE)).skips ?? [];
    expect(skip).toMatchObject({ reason: 'cancelled', occurrence: NOW, through: NOW + 5 * MINUTE });
    expect([others, skip?.detail]).toEqual([[], undefined]);
  });

  test('runs first what waited behind a run when the hold came', () => {
    const queue = slow({ overlap: 'queue' });
    const running = committed(wake(queue, Wake.timer(NOW), NOW));
    const ended = finished(running, NOW + 90 * SECOND);
    const held = heldRow(ended, NOW + 91 * SECOND);
    const first = wake(held, Wake.timer(NOW + MINUTE), end);
    expect(starts(first.after)).toMatchObject([{ occurrence: NOW + MINUTE }]);
    const then = wake(finished(committed(first), end + SECOND), Wake.timer(NOW + 2 * MINUTE), end + SECOND);
    expect(starts(then.after)).toHaveLength(1);
  });

  test.each([
    ['latest', [9]],
    ['all', [2, 3, 4, 5, 6, 7, 8, 9]],
  ] as const)(
    'then decides by missed %s about what passed in the hold, and queues what came after',
    (missed, ran) => {
      let row = slow({ overlap: 'queue', missed });
      row = committed(wake(row, Wake.timer(NOW), NOW));
      row = finished(row, NOW + 90 * SECOND);
      row = heldRow(row, NOW + 91 * SECOND);
      const over = NOW + 9 * MINUTE + 30 * SECOND;
      row = committed(wake(row, Wake.timer(NOW + MINUTE), over));
      const minutes: number[] = [];
      let now = over;
      for (let i = 0; i < 9 && row.runs.length > 0; i += 1) {
        now += 10 * SECOND;
        row = finished(row, now);
        const next = row.next_run_at ?? 0;
        if (next > now) break;
        row = committed(wake(row, Wake.timer(next), now));
        minutes.push((runOf(row).occurrence - NOW) / MINUTE);
      }
      expect(minutes.filter((minute) => minute <= 9)).toEqual(ran);
    },
  );

  test('runs late if it is to run once', () => {
    const decision = wake(heldRow(newRow(once(NOW))), Wake.timer(NOW), NOW + 40 * HOUR);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW, number: 1 }]);
  });

  test('has no run beyond its end and its limit', () => {
    const row = heldRow(newRow(every(MINUTE, NOW, { end: NOW + 3 * MINUTE, limit: 1 })));
    const decision = wake(row, Wake.timer(NOW), NOW + HOUR);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 3 * MINUTE }]);
    expect(decision.row).toMatchObject({ next_run_at: null });
  });

  test('is told as missed again for what it misses later', () => {
    const row = committed(wake(heldRow(minutely()), Wake.timer(NOW), end));
    const later = wake(finished(row, end + SECOND), Wake.tick(), end + HOUR);
    expect(records(later.after).filter(({ reason }) => reason === 'missed')).toHaveLength(1);
  });
});

describe('a command on a job that has met a hold', () => {
  test('tells of what passed as paused when it is rescheduled, and frees it from the hold it met', () => {
    const row = heldRow(minutely());
    const decision = decide(row, { type: 'reschedule', schedule: { every: HOUR } }, NOW + 5 * MINUTE);
    expect(records(decision.after)).toMatchObject([{ reason: 'paused', detail: hold.reason, count: 6 }]);
    expect(decision.row).not.toHaveProperty('met_hold');
  });

  test('keeps it held when the times stay as they are', () => {
    const decision = decide(
      heldRow(minutely()),
      { type: 'reschedule', schedule: { limit: 9 } },
      NOW + MINUTE,
    );
    expect(decision.row).toMatchObject({ next_run_at: NOW, met_hold: { reason: hold.reason } });
  });

  test('leaves it paused by hand when the hold is over', () => {
    const row = committed(decide(heldRow(minutely()), { type: 'pause' }, NOW + 1));
    expect(isHeld(row)).toBe(false);
    expect(starts(wake(row, Wake.timer(NOW), NOW + MINUTE).after)).toEqual([]);
  });

  test('tells of what a pause and a resume give up with the reason of the hold, as far as that came before the pause', () => {
    const paused = committed(decide(heldRow(minutely()), { type: 'pause' }, NOW + 2 * MINUTE + 1));
    const resumed = decide(paused, { type: 'resume' }, NOW + 5 * MINUTE + 1);
    expect(records(resumed.after)).toEqual([
      expect.objectContaining({ reason: 'paused', detail: hold.reason, occurrence: NOW, count: 3 }),
      expect.not.objectContaining({ detail: hold.reason }),
    ]);
    expect(records(resumed.after)[1]).toMatchObject({ occurrence: NOW + 3 * MINUTE, count: 3 });
    expect(resumed.row).toMatchObject({ next_run_at: NOW + 6 * MINUTE });
    expect(resumed.row).not.toHaveProperty('met_hold');
  });

  test.each([
    ['scheduled', once(NOW)],
    ['queued', once(NOW - MINUTE)],
  ] as const)('runs a one-time job that is %s once, now, where a caller triggers it', (status, schedule) => {
    const held = { ...heldRow({ ...newRow(schedule), status }), status };
    const decision = decide(held, { type: 'trigger' }, NOW + MINUTE);
    const row = committed(decision);
    expect(row).toMatchObject({ next_run_at: null, execution_count: 1 });
    expect(row.runs).toMatchObject([
      { occurrence: NOW, retry_at: NOW + MINUTE, triggered: true, held: true },
    ]);
    expect(isHeld(row)).toBe(false);
    const begun = wake(row, Wake.retry(1, 1, NOW + MINUTE), NOW + MINUTE);
    expect(starts(begun.after)).toMatchObject([{ occurrence: NOW, number: 1 }]);
    const again = wake(committed(begun), Wake.timer(NOW), NOW + MINUTE + SECOND);
    expect(starts(again.after)).toEqual([]);
  });

  test('runs a queued one-time job whose wake-up has not met the hold yet', () => {
    const row = { ...newRow(once(NOW)), status: 'queued' as const };
    const triggered = committed(decide(row, { type: 'trigger', hold }, NOW));
    expect(triggered.runs).toMatchObject([{ occurrence: NOW, triggered: true, held: true }]);
    const late = wake(triggered, Wake.timer(NOW), NOW + SECOND);
    expect(starts(late.after)).toMatchObject([{ occurrence: NOW, number: 1 }]);
  });

  test('runs a recurring job beside what is held', () => {
    const decision = decide(heldRow(minutely()), { type: 'trigger' }, NOW + MINUTE);
    expect(decision.row).toMatchObject({ next_run_at: NOW, met_hold: { reason: hold.reason } });
  });

  test('refuses to run a queued job that is not held, as it runs in a moment', () => {
    const row = { ...newRow(once(NOW)), status: 'queued' as const };
    expect(() => decide(row, { type: 'trigger' }, NOW)).toThrow('is queued cannot become running');
  });
});

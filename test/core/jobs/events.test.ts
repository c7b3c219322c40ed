import type { WebhookEvent } from '../../../contract/webhook.ts';
import type { JobEvent } from '../../../core/jobs/advance.ts';
import type { Did } from '../../../core/jobs/did.ts';
import { type JobRow, originOf } from '../../../core/jobs/row.ts';
import type { Lane, WakeUp } from '../../../core/messages/wake-up.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every, once } from '../schedule/tables.ts';
import {
  claimed,
  committed,
  decide,
  fails,
  finished,
  LEASE,
  minutely,
  NOW,
  newRow,
  OK,
  runningOf,
  starts,
  Wake,
} from './rows.ts';

const POLICY = { retry: { retries: 3 } };

/** What the row says that the commit of a decision did. */
const did = (row: JobRow, event: JobEvent, now: number): Did | undefined => decide(row, event, now).row?.did;
const told = (row: JobRow, event: JobEvent, now: number) =>
  did(row, event, now)?.events?.map((each) => each.event) ?? [];
const wake = (message: WakeUp, lane: Lane = 'alone'): JobEvent => ({
  type: 'wake',
  wake: message,
  redelivered: false,
  lane,
});
const end = (row: JobRow, outcome = OK): JobEvent => ({
  type: 'finish',
  run: runningOf(row),
  started_at: NOW,
  outcome,
});

const paused = (row: JobRow) => committed(decide(row, { type: 'pause' }, NOW));
const busy = claimed(minutely({}, POLICY));
const backoff = finished(busy, NOW + SECOND, fails('TIMEOUT'));
const elsewhere = finished(busy, NOW + SECOND, { ok: 'deferred', deferral: { until: NOW + SECOND } });
const turn = finished(busy, NOW + SECOND, {
  ok: 'deferred',
  deferral: { until: NOW + SECOND, slot: 'wanted' },
});
const failed = finished(claimed(newRow(once(NOW))), NOW, fails('NOT_FOUND'));
const triggered = committed(decide(newRow(every(HOUR, NOW + HOUR)), { type: 'trigger' }, NOW));

describe('webhooks are told', () => {
  test.each<[string, JobRow, JobEvent, number, WebhookEvent[]]>([
    ['that a job is paused', minutely(), { type: 'pause' }, NOW, ['job.paused']],
    ['nothing of a job that is paused again', paused(minutely()), { type: 'pause' }, NOW + 1, []],
    ['that a job is resumed', paused(minutely()), { type: 'resume' }, NOW, ['job.resumed']],
    ['that a job is cancelled', minutely(), { type: 'cancel' }, NOW, ['job.cancelled']],
    [
      'that a run has failed as its job is cancelled',
      backoff,
      { type: 'cancel' },
      NOW + SECOND,
      ['job.cancelled', 'job.failed'],
    ],
    ['that a failed job is scheduled once more', failed, { type: 'retry', delay: 0 }, NOW, ['job.scheduled']],
    ['nothing of a schedule', minutely(), { type: 'reschedule', schedule: { every: HOUR } }, NOW, []],
    ['nothing of a run before it has begun', minutely({}, POLICY), { type: 'trigger' }, NOW, []],
    ['nothing of a deletion', minutely(), { type: 'delete' }, NOW, []],
    ['that a run has begun', minutely(), wake(Wake.timer(NOW)), NOW, ['job.started']],
    ['that a triggered run has begun', triggered, wake(Wake.retry(1, 1, NOW)), NOW, ['job.started']],
    ['that a run has completed', busy, end(busy), NOW + 1, ['job.completed']],
    ['that a run has failed for good', busy, end(busy, fails('NOT_FOUND')), NOW + 1, ['job.failed']],
    ['nothing of a run that is tried again', busy, end(busy, fails('TIMEOUT')), NOW + 1, []],
    [
      'that occurrences were missed, and that the latest has begun',
      minutely(),
      wake(Wake.timer(NOW)),
      NOW + 10 * MINUTE,
      ['job.missed', 'job.started'],
    ],
    ['that a job is overdue', minutely(), { type: 'heal-overdue' }, NOW + HOUR, ['job.missed']],
    ['nothing of what waits in the queue', minutely(), { type: 'rearm' }, NOW + HOUR, []],
  ])('%s', (_what, row, event, now, events) => {
    expect(told(row, event, now)).toEqual(events);
  });

  test.each<[string, JobRow, WakeUp, number]>([
    ['is a second attempt', backoff, Wake.retry(1, 2, NOW), NOW + 2 * SECOND],
    ['is called again as its work elsewhere has ended', elsewhere, Wake.completion(NOW), NOW + SECOND],
    ['waited its turn', turn, Wake.retry(1, 1, NOW), NOW + SECOND],
    ['is done again as its worker was lost', busy, Wake.recover(NOW + LEASE), NOW + LEASE],
  ])('nothing of what begins and %s', (_what, row, message, now) => {
    const decision = decide(row, wake(message), now);
    expect(starts(decision.after)).toHaveLength(1);
    expect(decision.row).not.toHaveProperty('did');
  });

  test('of a run that a retry continues as of any other', () => {
    const again = committed(decide(failed, { type: 'retry', delay: 0 }, NOW + HOUR));
    const begun = claimed(again);
    expect(told(again, wake({ ...Wake.timer(NOW + HOUR), gen: again.gen }), NOW + HOUR)).toEqual([
      'job.started',
    ]);
    expect(originOf(begun, runningOf(begun)).number).toBe(2);
  });

  test('that a new job is scheduled', () => {
    expect(newRow(once(NOW)).did).toEqual({ events: [{ event: 'job.scheduled' }] });
  });
});

describe('what a commit did', () => {
  test('is in the row of its version alone', () => {
    const pausing = paused(minutely());
    expect(pausing.did).toEqual({ events: [{ event: 'job.paused' }] });
    const resumed = committed(decide(pausing, { type: 'resume' }, NOW + 1));
    expect(resumed.did).toEqual({ events: [{ event: 'job.resumed' }] });
    const moved = decide(resumed, { type: 'reschedule', schedule: { every: HOUR } }, NOW + 2);
    expect(moved.row).not.toHaveProperty('did');
  });

  test('holds an error only where the row has another as its last', () => {
    const timedOut = did(busy, end(busy, fails('NOT_FOUND')), NOW + 1);
    expect(timedOut?.events).toEqual([{ event: 'job.failed' }]);
    const retried = committed(decide(backoff, { type: 'cancel' }, NOW + SECOND));
    expect(retried.did?.events).toEqual([{ event: 'job.cancelled' }, { event: 'job.failed' }]);
    expect(retried.last_error?.code).toBe('TIMEOUT');
  });
});

describe('a run that ended counts', () => {
  const endedBy = (row: JobRow, now: number, outcome = OK) => did(row, end(row, outcome), now)?.ended;

  test('in the hour it was claimed in, with its attempts, and its lag where it is of second precision', () => {
    const late = claimed(minutely({}, POLICY), NOW + 70);
    const run = { ...end(late), started_at: NOW + 70 } as JobEvent;
    expect(did(late, run, NOW + HOUR)?.ended).toEqual([{ at: NOW + 70, ok: true, attempts: 1, lag: 70 }]);
    const failed = { number: 1, occurrence: NOW, completed_at: NOW + 1 };
    expect(endedBy(busy, NOW + 1, fails('NOT_FOUND'))).toEqual([
      { at: NOW, ok: false, attempts: 1, lag: 0, failed },
    ]);
    const coarse = claimed(minutely({ precision: 'minute' }));
    expect(endedBy(coarse, NOW + 1)).toEqual([{ at: NOW, ok: true, attempts: 1 }]);
  });

  test('a whole number of days later when it was claimed more than a day ago', () => {
    const far = { ...busy, runs: [{ ...runningOf(busy), lease_until: NOW + 3 * DAY }] };
    expect(endedBy(far, NOW + DAY - 1)).toMatchObject([{ at: NOW }]);
    expect(endedBy(far, NOW + DAY)).toMatchObject([{ at: NOW + DAY }]);
    expect(endedBy(far, NOW + 2 * DAY + HOUR)).toMatchObject([{ at: NOW + 2 * DAY }]);
  });

  test('without a lag when it was triggered, or had no attempt', () => {
    const begun = committed(decide(triggered, wake(Wake.retry(1, 1, NOW)), NOW));
    expect(endedBy(begun, NOW + 1)).toEqual([{ at: NOW, ok: true, attempts: 1 }]);
    const dead = did(newRow(once(NOW)), { type: 'dead-letter', wake: Wake.timer(NOW) }, NOW + HOUR);
    const failed = { number: 1, occurrence: NOW, completed_at: NOW + HOUR };
    expect(dead?.ended).toEqual([{ at: NOW + HOUR, ok: false, attempts: 0, failed }]);
  });
});

import { WEBHOOK_EVENTS, type WebhookEvent } from '../../../contract/webhook.ts';
import { advance, type JobEvent } from '../../../core/jobs/advance.ts';
import { create } from '../../../core/jobs/create.ts';
import type { OutboxEntry } from '../../../core/jobs/outbox.ts';
import { type JobRow, originOf } from '../../../core/jobs/row.ts';
import type { Lane, WakeUp } from '../../../core/messages/wake-up.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
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
  wake as waked,
} from './rows.ts';

const ALL: ReadonlySet<WebhookEvent> = new Set(WEBHOOK_EVENTS);
const POLICY = { retry: { retries: 3 } };

/** What a decision adds to the outbox where webhooks are subscribed to all events. */
function entry(row: JobRow, event: JobEvent, now: number): OutboxEntry | undefined {
  return advance(row, event, now, () => 0, ALL).row?.outbox?.at(-1);
}
const told = (row: JobRow, event: JobEvent, now: number) =>
  entry(row, event, now)?.events.map((each) => each.event) ?? [];
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
    const decision = advance(row, wake(message), now, () => 0, ALL);
    expect(starts(decision.after)).toHaveLength(1);
    expect(decision.row).not.toHaveProperty('outbox');
  });

  test('of a run that a retry continues as of any other', () => {
    const again = committed(decide(failed, { type: 'retry', delay: 0 }, NOW + HOUR));
    const begun = claimed(again);
    expect(told(again, wake({ ...Wake.timer(NOW + HOUR), gen: again.gen }), NOW + HOUR)).toEqual([
      'job.started',
    ]);
    expect(originOf(begun, runningOf(begun)).number).toBe(2);
  });

  test('that a new job is scheduled, with its first status', () => {
    const { id, product, env, namespace, target, schedule, retry, timeout } = newRow(once(NOW));
    const job = { id, product, env, namespace, target, schedule, retry, timeout };
    const outbox = [
      {
        version: 1,
        at: NOW,
        status: 'queued',
        execution_count: 0,
        events: [{ event: 'job.scheduled' }],
        by_command: true,
      },
    ];
    const made = create(job, NOW, ALL);
    expect(made.row.outbox).toEqual(outbox);
    expect(made.after).toEqual([{ type: 'publish-outbox', outbox }]);
    expect(create(job, NOW, new Set(['job.started'])).row).not.toHaveProperty('outbox');
  });

  test('only what they are subscribed to', () => {
    const only = advance(minutely(), { type: 'pause' }, NOW, () => 0, new Set(['job.resumed']));
    expect(only.row?.outbox).toMatchObject([{ events: [] }]);
    expect(advance(minutely(), wake(Wake.timer(NOW)), NOW, () => 0, new Set()).row).not.toHaveProperty(
      'outbox',
    );
  });
});

describe('what a commit changed', () => {
  test('has the status before and after, the version and the moment, and that a caller asked for it', () => {
    expect(entry(minutely(), { type: 'pause' }, NOW + 5)).toEqual({
      version: 2,
      at: NOW + 5,
      status: 'paused',
      execution_count: 0,
      from: 'scheduled',
      to: 'paused',
      events: [{ event: 'job.paused' }],
      by_command: true,
    });
  });

  test('has no status before and after where the stored one stays, as of a run that begins', () => {
    expect(entry(minutely(), wake(Wake.timer(NOW)), NOW + 5)).toEqual({
      version: 2,
      at: NOW + 5,
      status: 'running',
      execution_count: 1,
      events: [{ event: 'job.started' }],
    });
  });

  test('of a job that is deleted has no status after, also of one that had ended', () => {
    const deleted = entry(minutely(), { type: 'delete' }, NOW);
    expect(deleted).toMatchObject({ from: 'scheduled', status: 'cancelled' });
    expect(deleted).not.toHaveProperty('to');
    const ended = entry(failed, { type: 'delete' }, NOW);
    expect(ended).toMatchObject({ from: 'failed', status: 'failed' });
    expect(ended).not.toHaveProperty('to');
  });

  test('is told again with what comes then, oldest first, until it has been told', () => {
    const { row } = advance(minutely(), { type: 'pause' }, NOW, () => 0, ALL);
    if (!row) throw new Error('nothing was committed');
    const next = advance(row, { type: 'resume' }, NOW + 1, () => 0, ALL);
    expect(next.row?.outbox?.map(({ version }) => version)).toEqual([2, 3]);
    expect(next.after).toContainEqual({ type: 'publish-outbox', outbox: next.row?.outbox });
    const nothing = waked(row, Wake.timer(NOW), NOW + HOUR);
    expect(nothing).toEqual({ before: [], after: [{ type: 'publish-outbox', outbox: row.outbox }] });
  });
});

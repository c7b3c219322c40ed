import { defined } from '../../../contract/plain-data.ts';
import type { WebhookEvent } from '../../../contract/webhook.ts';
import type { Decision } from '../../../core/jobs/effects.ts';
import { longAt } from '../../../core/jobs/long-run.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import {
  claimed,
  committed,
  decide,
  fails,
  finish,
  finished,
  LEASE,
  minutely,
  NOW,
  newRow,
  runOf,
  Wake,
  wake,
} from './rows.ts';

const EXPECTED = 10 * SECOND;
const LONG = NOW + EXPECTED;
const JOB = { expected_duration: EXPECTED, retry: { retries: 2 } };
const LONG_EVENT: WebhookEvent = 'job.running_long';

const told = ({ row }: Decision) => row?.did?.events?.filter(({ event }) => event === LONG_EVENT).length ?? 0;
const looks = ({ after, before }: Decision) =>
  [...before, ...after].flatMap((effect) =>
    effect.type === 'arm' && effect.wake.kind === 'recover' ? [effect.at] : [],
  );
const DECLARED = { name: 'report', by: 'call', digest: 'd', schedule_digest: 's' } as const;
const busy = () => claimed(newRow(once(NOW), JOB));

describe('a run of a job that says how long one should take', () => {
  test('is looked at when it takes longer', () => {
    expect(looks(wake(newRow(once(NOW), JOB), Wake.timer(NOW), NOW))).toEqual([LONG]);
    expect(looks(wake(newRow(once(NOW)), Wake.timer(NOW), NOW))).toEqual([]);
  });

  test('is told of once while it is under way, from that moment on', () => {
    const early = wake(busy(), Wake.recover(LONG), LONG - 1);
    expect(told(early)).toBe(0);
    expect(early.waitUntil).toBe(LONG);
    const late = wake(busy(), Wake.recover(LONG), LONG);
    expect(told(late)).toBe(1);
    const again = wake(committed(late), Wake.recover(LONG), LONG + MINUTE);
    expect(told(again)).toBe(0);
    expect(told(finish(committed(late), runOf(committed(late)), LONG + MINUTE))).toBe(0);
  });

  test('is told of by its end, where no look came before', () => {
    expect(told(finish(busy(), runOf(busy()), LONG))).toBe(1);
    expect(told(finish(busy(), runOf(busy()), LONG - 1))).toBe(0);
  });

  test('is told of with the time of its retries and of what waits elsewhere', () => {
    const backoff = finished(busy(), NOW + SECOND, fails('TIMEOUT'));
    expect(told(wake(backoff, Wake.recover(LONG), LONG))).toBe(1);
    const elsewhere = finished(busy(), NOW + SECOND, { ok: 'deferred', deferral: { until: NOW + HOUR } });
    const told_long = wake(elsewhere, Wake.recover(LONG), LONG);
    expect(told(told_long)).toBe(1);
    expect(runOf(committed(told_long))).toMatchObject({ state: 'deferred', retry_at: NOW + HOUR });
  });

  test('is looked at again by a redelivery of the wake-up that started it, until it is told of', () => {
    const again = wake(busy(), Wake.timer(NOW), NOW + SECOND, true);
    expect(looks(again)).toEqual([NOW + LEASE, LONG]);
    const told_long = committed(wake(busy(), Wake.recover(LONG), LONG));
    expect(looks(wake(told_long, Wake.timer(NOW), LONG + SECOND, true))).toEqual([NOW + LEASE]);
  });

  test('is looked at under a new generation when its job is rescheduled', () => {
    const row = claimed(minutely({}, { ...JOB, timeout: HOUR }));
    const moved = decide(row, { type: 'reschedule', schedule: { every: HOUR } }, NOW + SECOND);
    expect(looks(moved)).toContain(LONG);
  });

  test.each([
    ['longer', HOUR, [LONG]],
    ['no', undefined, [LONG]],
  ])(
    'keeps what its job said when it was claimed, where that is declared with %s expectation',
    (_what, expected_duration, at) => {
      const row = claimed(minutely({}, { ...JOB, declared: DECLARED }));
      const { target, schedule, retry, timeout } = row;
      const declared = { ...DECLARED, digest: 'other' };
      const declaration = {
        declared,
        target,
        schedule: schedule as never,
        hasStart: true,
        retry,
        timeout,
        payload: 2,
        ...defined({ expected_duration }),
      };
      const after = committed(decide(row, { type: 'declare', declaration }, NOW + SECOND));
      expect(after.expected_duration).toBe(expected_duration);
      expect(after.runs.map((run) => longAt(after, run))).toEqual(at);
    },
  );

  test('is looked at where it was triggered', () => {
    const triggered = committed(decide(minutely({}, JOB), { type: 'trigger' }, NOW));
    const started = wake(triggered, Wake.retry(1, 1, NOW), NOW);
    expect(looks(started)).toEqual([LONG]);
  });

  test('is not told of by a worker that was thought dead, nor once its job is deleted', () => {
    const row = busy();
    const stale = { ...runOf(row), attempt: 2 };
    expect(finish(row, stale, LONG).row).toBeUndefined();
    const backoff = finished(row, NOW + SECOND, fails('TIMEOUT'));
    const deleted = committed(decide(backoff, { type: 'delete' }, NOW + SECOND));
    expect(told(wake(deleted, Wake.recover(LONG), LONG))).toBe(0);
  });
});

import { advance } from '../../../core/jobs/advance.ts';
import { readWakeUp, ScheduleName, type WakeUp } from '../../../core/jobs/wake-up.ts';
import { every, once } from '../schedule/tables.ts';
import {
  aimAt,
  armedBy,
  beat,
  failedWith,
  ID,
  newJob,
  onlyRun,
  runningJob,
  succeeded,
  T0,
  woken,
} from './steps.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const nothing = { changed: false, runs: [], armed: [], waitUntil: undefined };

describe('a wake-up', () => {
  test('that is stale changes nothing', () => {
    const running = runningJob(every(HOUR, T0));
    const rested = succeeded(running.row, onlyRun(running), T0 + SECOND).row;
    expect(woken(rested, aimAt(T0), T0 + 2 * SECOND)).toMatchObject(nothing);
  });

  test('that is doubled changes nothing the second time', () => {
    const { row } = runningJob(every(HOUR, T0));
    expect(woken(row, aimAt(T0), T0 + 5)).toMatchObject(nothing);
  });

  test('that is late claims what is due by then', () => {
    const woke = woken(newJob(every(HOUR, T0)).row, aimAt(T0), T0 + 59 * SECOND);
    expect(woke.runs).toMatchObject([{ occurrence: T0, started_at: T0 + 59 * SECOND }]);
  });

  test.each([1, 2000])('that is %i ms early is waited for in place', (early) => {
    const woke = woken(newJob(once(T0 + HOUR)).row, aimAt(T0 + HOUR), T0 + HOUR - early);
    expect(woke).toMatchObject({ changed: false, runs: [], armed: [], waitUntil: T0 + HOUR });
  });

  test('that is earlier than that is sent on', () => {
    const woke = woken(newJob(once(T0 + HOUR)).row, aimAt(T0 + HOUR), T0 + HOUR - 2001);
    expect(woke).toMatchObject({
      changed: false,
      runs: [],
      armed: [['aim', T0 + HOUR]],
      waitUntil: undefined,
    });
  });

  test('of a beat with nothing due is silent', () => {
    expect(woken(newJob(every(HOUR, T0 + HOUR)).row, beat, T0)).toMatchObject(nothing);
  });

  test('of a beat for a job that has ended removes its schedule', () => {
    const running = runningJob(every(HOUR, T0, { limit: 1 }));
    const { row } = succeeded(running.row, onlyRun(running), T0 + SECOND);
    expect(woken(row, beat, T0 + HOUR)).toMatchObject({ ...nothing, disarmed: [`${ID}.g1.b0`] });
  });

  test('arms the next occurrence once, by the winner of the claim alone', () => {
    const { row, armed } = runningJob(every(90 * SECOND, T0));
    expect(armed).toEqual([['aim', T0 + 90 * SECOND]]);
    expect(woken(row, aimAt(T0), T0 + 1).armed).toEqual([]);
  });

  test('is not needed under precision minute where the beat fires the job itself', () => {
    expect(runningJob(every(HOUR, T0, { precision: 'minute' })).armed).toEqual([]);
    expect(runningJob(every(90 * SECOND, T0, { precision: 'minute' })).armed).toEqual([
      ['aim', T0 + 90 * SECOND],
    ]);
  });
});

describe('a redelivered wake-up, the heir of a receiver that died', () => {
  test('arms the next occurrence again and looks after the run it had started', () => {
    const running = runningJob(every(HOUR, T0));
    const heir = woken(running.row, aimAt(T0), T0 + 5, true);
    expect(heir).toMatchObject({ changed: false, runs: [] });
    expect(heir.armed).toEqual([
      ['aim', T0 + HOUR],
      ['recover', onlyRun(running).lease_until],
    ]);
  });

  test('arms the next attempt again when that was lost', () => {
    const running = runningJob(every(HOUR, T0));
    const { row } = failedWith('TIMEOUT', running.row, onlyRun(running), T0 + SECOND);
    const heir = woken(row, aimAt(T0), T0 + SECOND + 5, true);
    expect(heir.armed).toContainEqual(['retry', T0 + 2 * SECOND]);
  });

  test('leaves alone the runs that another wake-up had started', () => {
    const { row } = runningJob(every(HOUR, T0));
    expect(woken(row, beat, T0 + 5, true).armed).toEqual([['aim', T0 + HOUR]]);
  });
});

describe('a recovery that comes early because clocks differ', () => {
  const running = runningJob(every(SECOND, T0, { overlap: 'allow' }));
  const until = onlyRun(running).lease_until ?? 0;
  const recover: WakeUp = { kind: 'recover', job_id: ID, gen: 1, armed_at: T0, due: until };

  test('is waited for in a cancelled job, whose run still has to end', () => {
    const cancelled = advance(running.row, { type: 'cancel' }, T0 + 1, Math.random).row ?? running.row;
    const early = woken(cancelled, recover, until - 100);
    expect(early).toMatchObject({ changed: false, waitUntil: until });
    expect(woken(cancelled, recover, until).row).toMatchObject({ status: 'cancelled', runs: [], failed: 1 });
  });

  test('is sent on when it claims an occurrence meanwhile', () => {
    const early = woken(running.row, recover, until - 100);
    expect(early.runs).toHaveLength(1);
    expect(early.armed).toContainEqual(['recover', until]);
    expect(early.waitUntil).toBeUndefined();
  });

  test('is of no more use when the run has ended', () => {
    const { row } = succeeded(runningJob(once(T0)).row, onlyRun(running), T0 + 5);
    expect(woken(row, recover, until - 100)).toMatchObject(nothing);
  });
});

describe('the message of a wake-up', () => {
  test.each(['', 'null', '{}', '{"kind":"aim"}', JSON.stringify({ ...aimAt(T0), job_id: 'job_x' })])(
    'is not read from %j',
    (body) => expect(readWakeUp(body)).toBeUndefined(),
  );

  test('is read back as it was written', () => {
    expect(readWakeUp(JSON.stringify(beat))).toEqual(beat);
    expect(readWakeUp(JSON.stringify(aimAt(T0)))).toEqual(aimAt(T0));
  });

  test('names a schedule within the 64 characters of EventBridge', () => {
    expect(ScheduleName.wake(aimAt(253_402_300_799_999)).length).toBeLessThanOrEqual(64);
  });
});

describe('a new job', () => {
  test.each([
    ['a one-time job', once(T0), 'queued', []],
    ['a later one-time job', once(T0 + HOUR), 'scheduled', []],
    ['a recurring job', every(HOUR, T0), 'scheduled', [{ type: 'arm-beat', from: T0 }]],
  ])('arms before its row is committed and nothing after: %s', (_, table, status, beats) => {
    const { before, row, after } = newJob(table);
    expect(before).toMatchObject([...beats, { type: 'arm', at: row.scheduled_at }]);
    expect(armedBy(before)).toEqual([['aim', row.scheduled_at]]);
    expect(after).toEqual([]);
    expect(row).toMatchObject({ status, version: 1, gen: 1, next_run_at: row.scheduled_at, runs: [] });
  });
});

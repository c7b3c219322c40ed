import { type JobRow, originOf } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every, once } from '../schedule/tables.ts';
import {
  claimed,
  committed,
  decide,
  failAbandonedRun,
  fails,
  finish,
  finished,
  LEASE,
  NOW,
  newRow,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

const LATER = NOW + HOUR;
const retried = (row: JobRow, rest: { new_key?: boolean } = {}) =>
  committed(decide(row, { type: 'retry', delay: 0, ...rest }, LATER));
/** The occurrence of which the idempotency key is made that the job's next run carries. */
const keyOfNext = (row: JobRow) => {
  const running = claimed(row);
  return originOf(running, runOf(running)).occurrence;
};
const failedWith = (...codes: string[]) => {
  const retry = { retries: codes.length - 1, initialDelay: SECOND, retryableErrors: codes };
  let row = newRow(once(NOW), { retry });
  for (const [i, code] of codes.entries()) {
    const now = NOW + i * MINUTE;
    row = i === 0 ? claimed(row) : committed(wake(row, Wake.tick(), now));
    row = finished(row, now + SECOND, fails(code));
  }
  expect(row.status).toBe('failed');
  return row;
};

/** Its target broke down over it and named an error of its own; then, perhaps, it refused. */
function brokeDown(...codes: string[]): JobRow {
  const all = ['ROW_MISSING', ...codes];
  let row = newRow(once(NOW), {
    retry: { retries: codes.length, initialDelay: SECOND, retryableErrors: all },
  });
  for (const [i, code] of all.entries()) {
    const now = NOW + i * MINUTE;
    row = i === 0 ? claimed(row) : committed(wake(row, Wake.tick(), now));
    const failure = { code, message: '', ...(i === 0 && { unsure: true }) };
    row = finished(row, now + SECOND, { ok: false, failure });
  }
  expect(row.status).toBe('failed');
  return row;
}

/** Its worker was lost three times. */
function lost(): JobRow {
  let row = claimed(newRow(once(NOW)));
  for (const times of [1, 2]) row = committed(wake(row, Wake.tick(), NOW + times * LEASE));
  return committed(failAbandonedRun(wake(row, Wake.tick(), NOW + 3 * LEASE), NOW + 3 * LEASE));
}

/** Its worker was lost once, and the one after it was refused. */
function lostOnce(): JobRow {
  const row = committed(wake(claimed(newRow(once(NOW))), Wake.tick(), NOW + LEASE));
  return finished(row, NOW + LEASE + SECOND, fails('UNAUTHORIZED'));
}

describe('the retry of a failed job', () => {
  test.each<[string, JobRow]>([
    ['timed out', failedWith('TIMEOUT')],
    ['lost its connection', failedWith('CONNECTION_ERROR')],
    ['lost the connection to its database', failedWith('CONNECTION_LOST')],
    ['broke down at the target', failedWith('SERVICE_UNAVAILABLE')],
    ['broke down at a target that names an error of its own', brokeDown()],
    ['broke down so at first and was refused then', brokeDown('CARD_DECLINED')],
    ['failed in an unforeseen way', failedWith('INTERNAL_ERROR')],
    ['lost its workers', lost()],
    ['was refused after its worker had been lost', lostOnce()],
    ['was refused after an attempt that had timed out', failedWith('TIMEOUT', 'UNAUTHORIZED')],
  ])('continues under the idempotency key of a run that %s', (_how, row) => {
    expect(keyOfNext(retried(row))).toBe(NOW);
  });

  test.each(['CARD_DECLINED', 'VALIDATION_ERROR', 'NOT_FOUND', 'UNAUTHORIZED', 'FORBIDDEN', 'RATE_LIMITED'])(
    'has a new idempotency key where the target has refused: %s',
    (code) => {
      expect(keyOfNext(retried(failedWith(code)))).toBe(LATER);
    },
  );

  test('has a new idempotency key where the caller asks for one', () => {
    expect(keyOfNext(retried(failedWith('TIMEOUT'), { new_key: true }))).toBe(LATER);
  });

  test('is a run of its own in the history, and its operators see what those of the first run saw', () => {
    const row = retried(failedWith('TIMEOUT'));
    const running = claimed(row);
    expect(runOf(running)).toMatchObject({ number: 2, occurrence: LATER, claimed_at: LATER, attempt: 1 });
    expect(originOf(running, runOf(running))).toEqual({
      number: 1,
      occurrence: NOW,
      claimed_at: NOW,
      scheduled_at: NOW,
      tz: 'UTC',
    });
    expect(running.unsettled).toBeUndefined();
  });

  test('keeps the key over any number of retries, until a run has succeeded', () => {
    const twice = finished(claimed(retried(failedWith('TIMEOUT'))), LATER + SECOND, fails('NOT_FOUND'));
    const third = committed(decide(twice, { type: 'retry', delay: 0 }, LATER + MINUTE));
    expect(keyOfNext(third)).toBe(NOW);
    expect(finished(claimed(third), LATER + HOUR).unsettled).toBeUndefined();
  });

  test('keeps the key when it is rescheduled, also to an interval, whose other runs have their own', () => {
    const patch = { every: HOUR, start_at: LATER + MINUTE };
    const row = committed(
      decide(retried(failedWith('TIMEOUT')), { type: 'reschedule', schedule: patch }, LATER),
    );
    expect(keyOfNext(row)).toBe(NOW);
    expect(keyOfNext(finished(claimed(row), LATER + 2 * MINUTE))).toBe(LATER + MINUTE + HOUR);
  });

  test('keeps the key when its wake-up is dead-lettered', () => {
    const row = retried(failedWith('TIMEOUT'));
    const message = { ...Wake.timer(LATER), gen: row.gen };
    const dead = committed(decide(row, { type: 'dead-letter', wake: message }, LATER + HOUR));
    expect(dead).toMatchObject({ status: 'failed', unsettled: { occurrence: NOW } });
  });

  test('continues with work elsewhere that is told to have ended under the first key', () => {
    const deferral = { until: LATER + HOUR };
    const running = claimed(retried(failedWith('TIMEOUT')));
    const row = committed(finish(running, runOf(running), LATER + SECOND, { ok: 'deferred', deferral }));
    expect(starts(wake(row, Wake.completion(LATER), LATER + MINUTE).after)).toEqual([]);
    expect(starts(wake(row, Wake.completion(NOW), LATER + MINUTE).after)).toMatchObject([{ number: 2 }]);
  });
});

test('A recurring job has a new idempotency key at each occurrence, however the one before ended', () => {
  const row = finished(claimed(newRow(every(MINUTE, NOW))), NOW + SECOND, fails('TIMEOUT'));
  expect(row.unsettled).toBeUndefined();
  expect(keyOfNext(row)).toBe(NOW + MINUTE);
});

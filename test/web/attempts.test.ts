import type { AttemptError, Execution, InFlight } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { flightOf, partsOf } from '../../web/text/attempts.ts';

const AT = Date.UTC(2027, 0, 1);
const failed = (attempt: number, from: number, to: number, delay_ms?: number): AttemptError => ({
  attempt,
  started_at: AT + from,
  at: AT + to,
  code: 'TIMEOUT',
  message: 'X',
  ...defined({ delay_ms }),
});
const ended = (fields: Partial<Execution>): Execution => ({
  number: 1,
  occurrence: AT,
  status: 'completed',
  started_at: AT,
  attempts: 1,
  ...fields,
});
const flying = (fields: Partial<InFlight>): InFlight => ({
  number: 1,
  occurrence: AT,
  state: 'running',
  attempt: 1,
  attempts: 3,
  started_at: AT,
  ...fields,
});
const told = (run: Execution | InFlight, now = 0) =>
  partsOf(run, AT + now).map(({ did, from, to, attempt }) =>
    [did, from - AT, to - AT, ...(attempt === undefined ? [] : [attempt])].join(' '),
  );

describe('the parts of a run', () => {
  test.each<[string, Execution | InFlight, number, string[]]>([
    ['one attempt', ended({ completed_at: AT + 50 }), 0, ['worked 0 50 1']],
    [
      'attempts, backoff between them, and one that was good',
      ended({
        completed_at: AT + 9000,
        attempts: 3,
        attempt_errors: [failed(1, 0, 100, 900), failed(2, 1001, 2000, 4000)],
      }),
      0,
      ['worked 0 100 1', 'backoff 100 1001', 'worked 1001 2000 2', 'backoff 2000 6000', 'worked 6000 9000 3'],
    ],
    [
      'a wait for a place after the backoff',
      ended({
        status: 'failed',
        completed_at: AT + 9000,
        attempts: 2,
        attempt_errors: [failed(1, 0, 100, 900), failed(2, 8000, 9000)],
      }),
      0,
      ['worked 0 100 1', 'backoff 100 1000', 'limit 1000 8000', 'worked 8000 9000 2'],
    ],
    [
      'a run that was cancelled in backoff',
      ended({
        status: 'failed',
        completed_at: AT + 500,
        attempts: 1,
        attempt_errors: [failed(1, 0, 100, 900)],
      }),
      0,
      ['worked 0 100 1', 'backoff 100 500'],
    ],
    [
      'an attempt that came before its time',
      ended({ completed_at: AT + 300, attempts: 2, attempt_errors: [failed(1, 0, 100, 900)] }),
      0,
      ['worked 0 100 1', 'backoff 100 300', 'worked 300 300 2'],
    ],
    [
      'the newest attempts alone of very many',
      ended({
        status: 'failed',
        completed_at: AT + 600,
        attempts: 9,
        attempt_errors: [failed(8, 100, 200, 300), failed(9, 500, 600)],
      }),
      0,
      ['worked 100 200 8', 'backoff 200 500', 'worked 500 600 9'],
    ],
    ['what works', flying({}), 70, ['worked 0 70 1']],
    [
      'what works again',
      flying({ attempt: 2, attempt_errors: [failed(1, 0, 100, 900)] }),
      1500,
      ['worked 0 100 1', 'backoff 100 1000', 'worked 1000 1500 2'],
    ],
    [
      'what waits for its next attempt',
      flying({ state: 'waiting', attempt: 2, next_at: AT + 1000, attempt_errors: [failed(1, 0, 100, 900)] }),
      300,
      ['worked 0 100 1', 'backoff 100 1000'],
    ],
    [
      'what waits for a limit',
      flying({
        state: 'waiting_for_limit',
        attempt: 2,
        next_at: AT + 9000,
        attempt_errors: [failed(1, 0, 100, 900)],
      }),
      300,
      ['worked 0 100 1', 'backoff 100 1000', 'limit 1000 9000'],
    ],
    [
      'what has waited for a limit from the start',
      flying({ state: 'waiting_for_limit' }),
      5000,
      ['limit 0 5000'],
    ],
  ])('are those of %s', (_what, run, now, parts) => {
    expect(told(run, now)).toEqual(parts);
  });
});

test.each<[Partial<InFlight>, string]>([
  [{}, 'Running 1 of 3'],
  [{ attempts: 1 }, 'Running'],
  [{ state: 'waiting', attempt: 2 }, 'Waits for attempt 2 of 3'],
  [{ state: 'waiting' }, 'Waits'],
  [{ state: 'deferred' }, 'Continues elsewhere 1 of 3'],
  [{ state: 'waiting_for_limit' }, 'Waits for a limit'],
])('a run in flight as %j is %s', (fields, word) => {
  expect(flightOf(flying(fields)).word).toBe(word);
});

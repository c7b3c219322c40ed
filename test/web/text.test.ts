import { COMMANDS, type CommandName } from '../../contract/commands.ts';
import { type Execution, JOB_STATUSES, type Job } from '../../contract/job.ts';
import type { WrongRun } from '../../contract/run.ts';
import { lagWithin } from '../../contract/stats.ts';
import { beginOf, histogram, PERIODS, together } from '../../web/state/periods.ts';
import { byJob, problemsIn, sumsOf } from '../../web/state/problems.ts';
import { effectOf, refusalOf } from '../../web/text/effects.ts';
import { cityOf, interval, moment, readInterval, relative, span, took } from '../../web/text/format.ts';
import { sentenceOf } from '../../web/text/sentence.ts';
import { nextOf, outcomeOf, runMet, stateOf, troubleOf } from '../../web/text/words.ts';

const NOW = Date.UTC(2026, 10, 30, 8, 0);
const MINUTE = 60_000;

const job = (given: Partial<Job>): Job => ({
  id: 'job_1',
  status: 'scheduled',
  namespace: 'actions',
  target: 'payments:charge',
  product: 'shop',
  env: 'dev',
  recurring: true,
  scheduled_at: NOW - 10 * MINUTE,
  created_at: NOW - 60 * MINUTE,
  updated_at: NOW,
  execution_count: 4,
  retries: 3,
  retry_count: 0,
  consecutive_failures: 0,
  ...given,
});

describe('times and numbers', () => {
  test('a zone is told by its city, under the name of today', () => {
    const zones = ['America/New_York', 'Asia/Calcutta', 'UTC'];
    expect(zones.map(cityOf)).toEqual(['New York', 'Kolkata', 'UTC']);
  });

  test.each([
    [0, '0 s'],
    [41_000, '41 s'],
    [61_000, '1 min 1 s'],
    [12 * MINUTE, '12 min'],
    [61 * MINUTE, '1 h 1 min'],
    [26 * 60 * MINUTE, '1 d 2 h'],
    [75 * 60 * MINUTE, '3 d'],
  ])('%d ms are a span of %s', (ms, text) => expect(span(ms)).toBe(text));

  test('what is ahead, past and now is told apart', () => {
    expect([41_000, -90_000, 400].map((ms) => relative(NOW + ms, NOW))).toEqual([
      'in 41 s',
      '1 min 30 s ago',
      'now',
    ]);
    expect([12, 2100, 240_000, 7_200_000].map(took)).toEqual(['12 ms', '2.1 s', '4.0 min', '2.0 h']);
  });

  test.each(['90 s', '5 min', '2 h', '1 d', '1500 ms'])(
    'the interval %s is read as it is written',
    (text) => {
      expect(interval(readInterval(text) ?? 0).replaceAll(',', '')).toBe(text);
    },
  );

  test('an interval without a unit is none, as it may be seconds or milliseconds', () => {
    expect(['90', '', 's', '5 weeks', '-5 s'].map(readInterval)).toEqual(Array(5).fill(undefined));
  });

  test('a moment has as much of its date as it needs, by the clock of the zone', () => {
    const at = (days: number) => moment(NOW + days * 86_400_000, NOW, 'America/New_York');
    expect([0, 1, -1, 5, 400].map(at)).toEqual([
      '03:00',
      'tomorrow 03:00',
      'yesterday 03:00',
      'Sat 5 Dec 03:00',
      'Tue 4 Jan 2028 03:00',
    ]);
  });
});

describe('a job in words', () => {
  test('its state is overdue or a retry where its status alone would hide it', () => {
    const word = (given: Partial<Job>) => stateOf(job(given), NOW).word;
    expect(word({ next_run_at: NOW + MINUTE })).toBe('Scheduled');
    expect(word({ next_run_at: NOW - MINUTE })).toBe('Overdue');
    expect(word({ next_run_at: NOW + MINUTE, next_attempt_at: NOW + 5000 })).toBe('Waiting to retry');
    expect(word({ recurring: false, next_attempt_at: NOW + 5000 })).toBe('Waiting to retry');
    expect(word({ status: 'paused', next_run_at: NOW - MINUTE })).toBe('Paused');
    expect(troubleOf(job({ next_run_at: NOW + MINUTE, consecutive_failures: 2 }), NOW).word).toBe('Failing');
  });

  test('what comes next is the earlier of a run and an attempt, and nothing of a job that has ended', () => {
    expect(nextOf(job({ next_run_at: NOW + 9, next_attempt_at: NOW + 5 }))).toBe(NOW + 5);
    expect(nextOf(job({ recurring: false, scheduled_at: NOW + 7 }))).toBe(NOW + 7);
    // A failed one-time job that is run once more later.
    const later = job({ recurring: false, scheduled_at: NOW - 9 * MINUTE, next_run_at: NOW + 60 * MINUTE });
    expect(nextOf(later)).toBe(NOW + 60 * MINUTE);
    expect(stateOf(later, NOW)).toEqual({ look: 'plan', word: 'Scheduled' });
    expect(nextOf(job({ status: 'completed', next_run_at: NOW }))).toBeUndefined();
  });

  test.each<[Partial<Job>, RegExp]>([
    [{ next_run_at: NOW + MINUTE }, /^Runs next .*, in 1 min\.$/],
    [{ next_run_at: NOW + MINUTE, consecutive_failures: 2 }, /The last 2 runs failed\.$/],
    [{ next_run_at: NOW - 7 * MINUTE }, /^Should have started .*, 7 min ago\. It waits for its target, or/],
    [
      { next_run_at: NOW - 7 * MINUTE, healed_at: NOW - MINUTE },
      /7 min ago\. Its wake-up was lost, and sent again /,
    ],
    [
      { next_run_at: NOW + 3 * MINUTE, next_attempt_at: NOW + 41_000, retry_count: 2 },
      /^Attempt 3 of 4 in 41 s/,
    ],
    [{ status: 'running', started_at: NOW - 12_000 }, /^Run 4 is under way, for 12 s\.$/],
    [
      { status: 'paused', paused_at: NOW, paused_by: 'bulk' },
      /^Paused since .*, with others\. Nothing starts/,
    ],
    [
      { status: 'failed', completed_at: NOW, retry_count: 3, last_error: { code: 'TIMEOUT', message: '' } },
      /after 4 attempts: TIMEOUT\.$/,
    ],
    [{ status: 'completed', completed_at: NOW }, /after 4 runs; none follows\.$/],
    [{ status: 'cancelled', reason: 'of the test' }, /^Cancelled: of the test$/],
  ])('%j is a sentence', (given, sentence) => expect(sentenceOf(job(given), NOW)).toMatch(sentence));

  test('an occurrence that did not run has a reason', () => {
    const execution = (given: Partial<Execution>): Execution => ({
      number: 0,
      occurrence: NOW,
      status: 'skipped',
      attempts: 0,
      ...given,
    });
    expect(outcomeOf(execution({ reason: 'missed' }))).toMatchObject({
      word: 'Missed',
      why: 'it could not run in time',
    });
    expect(outcomeOf(execution({ reason: 'overlap' }))).toMatchObject({
      look: 'skip',
      why: 'overlap, a run was still going',
    });
    const skip = execution({ reason: 'overlap' });
    const run = { status: 'completed', started_at: NOW - 1000, completed_at: NOW + 1 } as const;
    const going = { state: 'running', occurrence: NOW, attempt: 1, attempts: 1 } as const;
    const history = [
      skip,
      execution({ ...run, number: 3, completed_at: NOW }),
      execution({ ...run, number: 2 }),
    ];
    expect(runMet(skip, history)).toEqual({ number: 2, hasEnded: true });
    expect(runMet(skip, [skip], [{ ...going, number: 4, started_at: NOW - 1 }])).toEqual({
      number: 4,
      hasEnded: false,
    });
    expect(runMet(skip, [skip], [{ ...going, number: 4, started_at: NOW + 1 }])).toBeUndefined();
    expect(runMet(execution({ reason: 'paused' }), history)).toBeUndefined();
    expect(outcomeOf(execution({ reason: 'paused', detail: 'the disk is full' })).why).toBe(
      'the job was paused: the disk is full',
    );
    expect(outcomeOf(execution({ status: 'completed', attempts: 3 })).why).toBe('after 3 attempts');
  });
});

describe('commands', () => {
  const names = Object.keys(COMMANDS) as CommandName[];

  test('a state refuses just what the API refuses, and says so', () => {
    for (const status of JOB_STATUSES)
      for (const recurring of [true, false])
        for (const name of names) {
          const { from, recurring: more = [] }: { from: readonly string[]; recurring?: readonly string[] } =
            COMMANDS[name];
          const isTaken = from.includes(status) || (recurring && more.includes(status));
          // Where it changes nothing, it is not offered.
          const isDone =
            (name === 'cancel' && status === 'cancelled') || (name === 'pause' && status === 'paused');
          const refusal = refusalOf(name, job({ status, recurring, paused_by: 'hand' }));
          expect({ name, status, isRefused: refusal !== undefined }).toEqual({
            name,
            status,
            isRefused: !isTaken || isDone,
          });
        }
  });

  test('each says what it will do to this job', () => {
    const given = job({ limit: 100, next_run_at: NOW + MINUTE });
    expect(effectOf('trigger', given, NOW)).toContain('run 5 of 100');
    expect(effectOf('retry', given, NOW)).toContain('all of its 4 attempts');
    expect(effectOf('delete', given, NOW)).toContain('the history of its 4 runs');
    expect(effectOf('cancel', given, NOW)).toMatch(/The run of .* will not happen/);
  });
});

describe('what went wrong', () => {
  const run = (given: Partial<WrongRun>): WrongRun => ({
    job_id: 'job_1',
    product: 'shop',
    env: 'dev',
    namespace: 'actions',
    target: 'payments:charge',
    outcome: 'failed',
    at: NOW,
    number: 1,
    occurrence: NOW,
    attempts: 2,
    ...given,
  });
  const timeout = { error: { code: 'TIMEOUT', message: 'no answer' } };
  const stretch = { outcome: 'skipped', reason: 'paused', number: 0, count: 5 } as const;

  test('is shown by job and by cause, each in the order of the latest, with all occurrences of a stretch', () => {
    const problems = byJob([
      run({ job_id: 'job_2', ...timeout, number: 9 }),
      run(stretch),
      run({ job_id: 'job_2', ...stretch, at: NOW - 1 }),
      run({ job_id: 'job_2', ...timeout, number: 8 }),
    ]);
    const told = problems.map(({ last, causes }) => [
      last.job_id,
      causes.map(({ text, count }) => [text, count]),
    ]);
    expect(told).toEqual([
      [
        'job_2',
        [
          ['TIMEOUT', 2],
          ['the job was paused', 5],
        ],
      ],
      ['job_1', [['the job was paused', 5]]],
    ]);
  });

  test('is summed up in words', () => {
    const runs = [run(timeout), run(stretch), run({ outcome: 'missed', reason: 'missed', number: 0 })];
    expect(sumsOf(runs, true)).toBe('1 run failed, 1 missed and 5 skipped.');
    expect(sumsOf(runs, false)).toBe('of the newest 3: 1 run failed, 1 missed and 5 skipped.');
  });

  test('is asked for by what an address says', () => {
    const asked = (query: string) => problemsIn(new URLSearchParams(query), NOW);
    expect(asked('')).toEqual({ from: NOW - 7 * 24 * 60 * MINUTE });
    expect(asked('outcome=missed&error=TIMEOUT&span=1h&namespace=actions')).toEqual({
      outcome: 'missed',
      error: 'TIMEOUT',
      namespace: 'actions',
      from: NOW - 60 * MINUTE,
    });
    // The API says that there are no such: without them, all would be meant.
    expect(asked('span=all&outcome=completed&namespace=none')).toEqual({
      outcome: 'completed',
      namespace: 'none',
    });
  });
});

describe('how late runs started', () => {
  const lags: [number, number][] = [
    [4, 10],
    [40, 5],
    [900, 1],
    [20_000, 1],
  ];

  test('is told by shares and by a few stretches', () => {
    expect(lagWithin(lags, 0.5)).toBe(4);
    expect(lagWithin(lags, 0.99)).toBe(20_000);
    expect(lagWithin([], 0.5)).toBeUndefined();
    expect(histogram(lags).map(([, runs]) => runs)).toEqual([10, 0, 5, 0, 1, 0, 0, 1]);
    expect(together([lags, [[4, 1]], []])[0]).toEqual([4, 11]);
  });

  test('is of a period that ends with the hour under way', () => {
    const [day] = PERIODS;
    expect(beginOf(day, NOW + 5 * MINUTE)).toBe(NOW + 60 * MINUTE - 24 * 60 * MINUTE);
  });
});

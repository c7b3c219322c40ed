import { lookedAt } from '../../cli/commands/watch.ts';
import type { Execution, Job } from '../../sdk/index.ts';
import { problem } from '../sdk/api-server.ts';
import { ok, runDuctape } from './run-ductape.ts';

const AT = Date.UTC(2026, 0, 1, 12);
const clock = (seconds: number) => AT + seconds * 1000;
const job: Job = {
  id: 'job_1',
  status: 'running',
  namespace: 'actions',
  target: 'payments:charge',
  product: 'shop',
  env: 'dev',
  scheduled_at: AT,
  recurring: false,
  execution_count: 1,
  retries: 2,
  retry_count: 0,
  consecutive_failures: 0,
  created_at: AT,
  updated_at: AT,
};
const failure = (attempt: number, seconds: number) => ({
  attempt,
  at: clock(seconds),
  code: 'TIMEOUT',
  message: `no ${attempt}`,
});
const run: Execution = {
  number: 1,
  occurrence: AT,
  status: 'completed',
  completed_at: clock(9),
  attempts: 3,
  lag_ms: 4,
  attempt_errors: [failure(1, 1), failure(2, 4)],
};
const texts = (lines: readonly { text: string }[]) =>
  lines.map(({ text }) => text.slice('2026-01-01 '.length));

describe('who watches a job', () => {
  test('is told of each failed attempt before the end of its run, in order of time', () => {
    const done: Job = { ...job, status: 'completed', updated_at: clock(9) };
    expect(texts(lookedAt()(done, [run]))).toEqual([
      '12:00:01Z  attempt 1 of run 1 failed (TIMEOUT: no 1)',
      '12:00:04Z  attempt 2 of run 1 failed (TIMEOUT: no 2)',
      '12:00:09Z  run 1 completed (4 ms late, attempt 3)',
      '12:00:09Z  job is completed',
    ]);
  });

  test('is told of a failed attempt while its run waits for the next one, and not again at its end', () => {
    const look = lookedAt();
    const waiting: Job = {
      ...job,
      status: 'scheduled',
      updated_at: clock(1),
      retry_count: 1,
      next_attempt_at: clock(3),
      last_error: failure(1, 1),
    };
    const first = [
      '12:00:01Z  attempt 1 failed (TIMEOUT: no 1)',
      '12:00:01Z  job is scheduled, next 2026-01-01 12:00:03Z (retry)',
    ];
    expect(texts(look(waiting, []))).toEqual(first);
    expect(look(waiting, [])).toEqual([]);
    expect(texts(look({ ...job, status: 'completed', updated_at: clock(9) }, [run]))).toEqual([
      '12:00:04Z  attempt 2 of run 1 failed (TIMEOUT: no 2)',
      '12:00:09Z  run 1 completed (4 ms late, attempt 3)',
      '12:00:09Z  job is completed',
    ]);
  });

  test.each([
    ['completed', 0, ''],
    ['failed', 1, 'job_1 is failed.'],
    ['cancelled', 1, 'job_1 is cancelled.'],
  ])('of a job that ends %s is left with the exit code %d', async (status, code, err) => {
    const answers = [ok({ ...job, status }), ok({ job_id: 'job_1', executions: [] })] as const;
    expect(await runDuctape([...answers], 'watch', 'job_1')).toMatchObject({ code, err });
  });
});

test.each([
  [
    'product',
    ['--env', 'dev'],
    /^product required: --product, DUCTAPE_PRODUCT or "product" of the dispatch$/,
  ],
  ['env', ['--product', 'shop'], /^env required: --env, DUCTAPE_ENV or "env" of the dispatch$/],
])('a dispatch without %s names the options that give it: exit code 2', async (_what, args, why) => {
  const said = await runDuctape(
    [problem(400, 'VALIDATION_ERROR')],
    ...args,
    'dispatch',
    'actions',
    '--data',
    '{"app":"a"}',
  );
  expect(said).toMatchObject({ code: 2, err: expect.stringMatching(why), received: [] });
});

test.each([
  ['apply', '--dry-run', '--config', 'nothing.json'],
  ['dispatch', 'actions', '--file', 'nothing.json'],
])('%s with a file that cannot be read ends with 2', async (...args) => {
  const said = await runDuctape([ok({})], ...args);
  expect(said).toMatchObject({ code: 2, err: expect.stringMatching(/nothing\.json/), received: [] });
});

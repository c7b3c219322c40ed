import fc from 'fast-check';
import { hostileText, UNSEEN } from '../core/text/hostile-text.ts';
import type { Answer } from '../sdk/api-server.ts';
import { runDuctape } from './run-ductape.ts';

const job = (text: string) => ({
  id: `job_${text}`,
  namespace: text,
  target: text,
  product: text,
  env: text,
  status: 'failed',
  last_outcome: { status: 'failed', at: 0, code: text },
  consecutive_failures: 2,
  created_at: 0,
  updated_at: 0,
  cron: text,
  tz: text,
  execution_count: 1,
  reason: text,
  last_error: { code: text, message: text },
  [text]: text,
});
const execution = (text: string) => ({
  occurrence: 0,
  number: 1,
  status: text,
  attempts: 2,
  error: { code: text, message: text },
  attempt_errors: [{ attempt: 1, at: 0, code: text, message: text }],
});
const history = (text: string) => ({
  total_executions: 1,
  successful_executions: 0,
  failed_executions: 1,
  executions: [execution(text)],
  cursor: text,
});
const counted = (text: string) => ({
  status: 'completed',
  count: 1,
  failed: 0,
  created_at: 0,
  counts: [{ product: text, env: text, status: text, count: 1 }],
});
const webhook = (text: string) => ({
  id: text,
  url: `https://example.com/${text}`,
  product: text,
  events: [text],
  enabled: false,
  disabled_reason: text,
});
const preview = (text: string) => ({
  reading: text,
  tz: text,
  occurrences: [{ utc: text, local: text }],
  warnings: [{ code: text, message: text }],
  transport: { by: 'native', expressions: [text], timezone: text },
  price: { usd: 1, basis: text },
});
const refusal = (text: string) => ({
  type: 'about:blank',
  title: text,
  status: 400,
  code: 'VALIDATION_ERROR',
  detail: text,
  issues: [{ path: text, message: text }],
});

const ok = (json: unknown): Answer => ({ status: 200, json });

/** Commands, and what the API answers them with a text of an enemy's in every place. */
const SHOWN: [string[], (text: string) => [Answer, ...Answer[]]][] = [
  [['list'], (text) => [ok({ jobs: [job(text)], cursor: text })]],
  [['get', 'job_1'], (text) => [ok(job(text))]],
  [['history', 'job_1'], (text) => [ok(history(text))]],
  [['cancel', 'job_1'], (text) => [ok(job(text))]],
  [['cancel', '--all', '--dry-run'], (text) => [ok(counted(text))]],
  [['cancel', '--all'], (text) => [ok(counted(text))]],
  [['webhooks', 'list'], (text) => [ok({ webhooks: [webhook(text)] })]],
  [
    ['webhooks', 'test', 'hook_01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    (text) => [ok({ delivered: false, error: text, duration_ms: 1 })],
  ],
  [['preview', '--every', '5m'], (text) => [ok(preview(text))]],
  [['get', 'job_1'], (text) => [{ status: 400, json: refusal(text) }]],
];

test.each(SHOWN)('%j writes nothing that a terminal obeys or hides', async (args, answersWith) => {
  const { out, err } = await runDuctape(answersWith('an-ordinary-text'), ...args);
  expect(out + err).toContain('an-ordinary-text');
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      const said = await runDuctape(answersWith(text), ...args);
      expect(said.out + said.err).not.toBe('');
      expect((said.out + said.err).replace(/[\n\t]/g, '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 40 },
  );
});

test('watch writes nothing that a terminal obeys or hides', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      // It asks for the job and then for its history: one answer holds both.
      const said = await runDuctape([ok({ ...job(text), ...history(text) })], 'watch', 'job_1');
      expect(said.out.trim().split('\n')).toHaveLength(3);
      expect((said.out + said.err).replace(/[\n\t]/g, '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 20 },
  );
});

test('JSON for programs is what the API answered, and safe to show', async () => {
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      const { out } = await runDuctape([ok(job(text))], '--json', 'get', 'job_1');
      expect(JSON.parse(out)).toEqual(job(text));
      expect(out.replace(/\n$/, '')).not.toMatch(UNSEEN);
    }),
    { numRuns: 40 },
  );
});

test('list, get and history say when a run in backoff is tried again', async () => {
  const next_attempt_at = Date.UTC(2026, 3, 9, 12);
  const waiting = { ...job('a'), status: 'scheduled', next_run_at: Date.UTC(2026, 3, 9), next_attempt_at };
  const shown = '2026-04-09 12:00:00Z';
  expect((await runDuctape([ok({ jobs: [waiting] })], 'list')).out).toContain(`${shown} (retry)`);
  expect((await runDuctape([ok(waiting)], 'get', 'job_1')).out).toMatch(
    new RegExp(`next_attempt_at +${shown}`),
  );
  const told = ok({ ...history('a'), next_attempt_at });
  expect((await runDuctape([told], 'history', 'job_1')).out).toContain(`tried again at ${shown}`);
});

test('a job cannot forge a second line of a table or of a card', async () => {
  const forged = 'x\njob_2  completed';
  const { out: listed } = await runDuctape([ok({ jobs: [job(forged)] })], 'list');
  expect(listed.trim().split('\n')).toHaveLength(2);
  const { out: card } = await runDuctape([ok(job(forged))], 'get', 'job_1');
  expect(card).not.toMatch(/^job_2/m);
});

test('long texts are shown in part in tables and cards, and whole in JSON', async () => {
  const long = 'x'.repeat(100_000);
  const history = { total_executions: 1, successful_executions: 0, failed_executions: 1 };
  const executions = [{ ...execution('failed'), error: { code: 'HTTP_500', message: long } }];
  const answers: [Answer] = [ok({ ...history, executions })];
  expect((await runDuctape(answers, 'history', 'job_1')).out.length).toBeLessThan(1000);
  expect((await runDuctape([ok({ ...job('x'), reason: long })], 'get', 'job_1')).out.length).toBeLessThan(
    5000,
  );
  expect((await runDuctape(answers, '--json', 'history', 'job_1')).out).toContain(long);
});

test('arguments that are not valid are named without being obeyed', async () => {
  const { err } = await runDuctape([ok({})], 'li\u001b[2Jst');
  expect(err).toContain('li\\u001b[2Jst');
});

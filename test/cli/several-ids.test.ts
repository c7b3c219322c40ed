import { type Answer, problem } from '../sdk/api-server.ts';
import { ok, runDuctape } from './run-ductape.ts';

const job = (id: string) => ({
  id,
  status: 'cancelled',
  namespace: 'actions',
  target: 'a:e',
  product: 'shop',
  env: 'dev',
  execution_count: 0,
});
const refused = (detail: string): Answer => problem(409, 'ILLEGAL_TRANSITION', { detail });

describe('a command about several jobs', () => {
  test('does all that can be done and tells of each failure with the id of its job: exit code 1', async () => {
    const answers: [Answer, ...Answer[]] = [
      refused('It has ended.'),
      ok(job('job_2')),
      refused('Gone.'),
      ok(job('job_4')),
    ];
    const { out, err, code, received } = await runDuctape(
      answers,
      'cancel',
      'job_1',
      'job_2',
      'job_3',
      'job_4',
    );
    expect(received.map(({ url }) => url)).toEqual([1, 2, 3, 4].map((n) => `/v1/jobs/job_${n}/cancel`));
    expect(out).toMatch(/^ID .*\njob_2 .*\njob_4 .*\n$/);
    expect(err).toMatch(/^job_1: .*It has ended\.\njob_3: .*Gone\.$/);
    expect(code).toBe(1);
  });

  test('answers programs with the jobs that were changed', async () => {
    const answers: [Answer, ...Answer[]] = [ok(job('job_1')), refused('Gone.')];
    const { out, err, code } = await runDuctape(answers, '--json', 'pause', 'job_1', 'job_2');
    expect(JSON.parse(out)).toEqual([job('job_1')]);
    expect(err).toMatch(/^job_2: /);
    expect(code).toBe(1);
  });

  test('counts the jobs that were deleted', async () => {
    const answers: [Answer, ...Answer[]] = [
      refused('It runs.'),
      ok({ deleted: true }),
      ok({ deleted: true }),
    ];
    expect(await runDuctape(answers, 'delete', 'job_1', 'job_2', 'job_3')).toMatchObject({
      out: '2 deleted\n',
      code: 1,
    });
  });
});

test('a command about one job ends with the code of its failure', async () => {
  expect(await runDuctape([refused('It has ended.')], 'cancel', 'job_1')).toMatchObject({ out: '', code: 4 });
});

import { Ductape } from '../../sdk/index.ts';
import { startApiServer } from './api-server.ts';

const error = { code: 'TIMEOUT', message: 'no answer within 30000 ms' };
const text = 'TIMEOUT: no answer within 30000 ms';
const runs = [{ number: 1, attempt_errors: [{ attempt: 1, at: 5, ...error }] }];
const failed = { id: 'job_1', status: 'failed', last_error: error, runs };

describe('an error put into a text says its code and message', () => {
  test('as the last error of a job that was got, listed or changed', async () => {
    await using api = await startApiServer(
      { status: 200, json: failed },
      { status: 200, json: { jobs: [failed] } },
      { status: 200, json: failed },
    );
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    const got = await jobs.get('job_1');
    const [listed] = (await jobs.list()).jobs;
    const changed = await jobs.retry('job_1');

    for (const job of [got, listed, changed]) {
      expect(`${job?.last_error}`).toBe(text);
      expect(`${job?.runs?.[0]?.attempt_errors?.[0]}`).toBe(text);
      expect(job).toEqual(failed);
      expect(JSON.stringify(job)).toBe(JSON.stringify(failed));
    }
  });

  test('as the error of an execution, and of each of its attempts', async () => {
    const attempt = { attempt: 1, at: 5, ...error };
    const sent = [{ number: 1, error, attempt_errors: [attempt] }, { number: 2 }];
    const history = { job_id: 'job_1', executions: sent };
    await using api = await startApiServer({ status: 200, json: history });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    const { executions } = await jobs.getHistory('job_1');

    expect(`${executions[0]?.error}`).toBe(text);
    expect(`${executions[0]?.attempt_errors?.[0]}`).toBe(text);
    expect(executions).toEqual(history.executions);
  });
});

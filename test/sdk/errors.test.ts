import { Ductape, DuctapeError } from '../../sdk/index.ts';
import { problem, rejectionOf, startApiServer } from './api-server.ts';

async function errorFrom(call: Promise<unknown>): Promise<DuctapeError> {
  const error = await rejectionOf(call);
  expect(error).toBeInstanceOf(DuctapeError);
  return error as DuctapeError;
}

describe('errors', () => {
  test('a problem becomes an error with its code, status and issues, all of them in the message', async () => {
    const issues = [
      { path: 'schedule.every', message: 'must be at least 1000; got 5' },
      { path: '', message: 'must be an object' },
    ];
    await using api = await startApiServer(problem(400, 'VALIDATION_ERROR', { issues }));
    const ductape = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });

    const error = await errorFrom(ductape.workflows.dispatch({ workflow: 'w', input: {} }));

    expect(error).toMatchObject({ name: 'DuctapeError', code: 'VALIDATION_ERROR', status: 400, issues });
    expect(error.message).toBe(
      'POST /v1/workflows/dispatch 400 VALIDATION_ERROR: It is refused.\n' +
        '  schedule.every: must be at least 1000; got 5\n  (body): must be an object',
    );
    expect(api.received).toHaveLength(1);
  });

  test.each([
    [404, 'NOT_FOUND'],
    [409, 'ILLEGAL_TRANSITION'],
    [500, 'INTERNAL_ERROR'],
  ])('a %i is not asked again', async (status, code) => {
    await using api = await startApiServer(problem(status, code));
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await errorFrom(jobs.cancel('job_1'))).toMatchObject({ status, code });
    expect(api.received).toHaveLength(1);
  });

  test('a gateway that refuses in its own words is understood by the status', async () => {
    await using api = await startApiServer({ status: 403, json: { message: 'Forbidden by policy' } });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    const error = await errorFrom(jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'FORBIDDEN', status: 403 });
    expect(error.message).toContain('Forbidden by policy');
  });

  test("a gateway's 404 is not taken for a job that does not exist", async () => {
    await using api = await startApiServer({ status: 404, json: { message: 'Not Found' } });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await errorFrom(jobs.get('job_1'))).toMatchObject({ code: 'INVALID_RESPONSE', status: 404 });
  });

  test.each([
    [200, 'INVALID_RESPONSE'],
    [404, 'INVALID_RESPONSE'],
    [500, 'INTERNAL_ERROR'],
  ])('HTML with a %i is an error that says what came', async (status, code) => {
    await using api = await startApiServer({ status, text: '<html><body>Welcome</body></html>' });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    const error = await errorFrom(jobs.get('job_1'));

    expect(error).toMatchObject({ code, status });
    expect(error.message).toContain(`expected JSON, got text/html with status ${status}: <html>`);
  });

  test('an empty answer is an error, not an empty job', async () => {
    await using api = await startApiServer({ status: 200, text: '' });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    const error = await errorFrom(jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'INVALID_RESPONSE', status: 200 });
    expect(error.message).toContain('got nothing with status 200');
  });

  test('JSON that is not an object is an error', async () => {
    await using api = await startApiServer({ status: 200, json: null });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await errorFrom(jobs.get('job_1'))).toMatchObject({ code: 'INVALID_RESPONSE', status: 200 });
  });

  test('a redirect is not followed', async () => {
    await using elsewhere = await startApiServer({ status: 200, json: { id: 'job_1' } });
    const location = `${elsewhere.endpoint}/v1/jobs/job_1`;
    await using api = await startApiServer({ status: 307, text: '', headers: { location } });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await errorFrom(jobs.get('job_1'))).toMatchObject({ code: 'INVALID_RESPONSE', status: 307 });
    expect(elsewhere.received).toEqual([]);
  });

  test('a server that hangs is given up after the timeout, which the message names', async () => {
    await using api = await startApiServer(() => {});
    const { jobs } = new Ductape({ endpoint: api.endpoint, timeout: 150 });

    const error = await errorFrom(jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'TIMEOUT', status: undefined });
    expect(error.message).toBe('GET /v1/jobs/job_1 TIMEOUT: no answer within 150 ms');
    expect(api.received).toHaveLength(1);
  });

  test('a body that never ends is given up as well', async () => {
    await using api = await startApiServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
    });
    const { jobs } = new Ductape({ endpoint: api.endpoint, timeout: 150 });

    expect(await errorFrom(jobs.get('job_1'))).toMatchObject({ code: 'TIMEOUT' });
  });

  test('a port without a server is a connection error that names the cause', async () => {
    const gone = await startApiServer({ status: 200, json: {} });
    await gone[Symbol.asyncDispose]();
    const { jobs } = new Ductape({ endpoint: gone.endpoint });

    const error = await errorFrom(jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'CONNECTION_ERROR', status: undefined });
    expect(error.message).toContain('ECONNREFUSED');
    expect(error.cause).toBeDefined();
  });
});

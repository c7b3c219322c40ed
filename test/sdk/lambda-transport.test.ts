import { Ductape, DuctapeError } from '../../sdk/index.ts';
import { type Answer, rejectionOf, skippedPauses, startApiServer } from './api-server.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' };

/** What the Invoke API answers when the function returns `json`. */
const returned = (json: unknown, headers: Record<string, string> = {}): Answer => ({
  status: 200,
  json,
  headers,
});

/** An exception of the Lambda service as its REST-JSON protocol writes it. */
const thrown = (status: number, type: string, headers: Record<string, string> = {}): Answer => ({
  status,
  json: { Message: `${type} says no` },
  headers: { 'x-amzn-errortype': type, ...headers },
});

const connect = (endpoint: string, timeout = 5000) =>
  new Ductape({
    functionName: 'ductape-dispatch',
    region: 'eu-west-1',
    credentials,
    endpoint,
    product: 'shop',
    env: 'dev',
    timeout,
  });

describe('the Lambda transport', () => {
  test('invokes the function with the request and returns the body of its answer', async () => {
    const job = { job_id: 'job_1', status: 'queued', scheduled_at: 1, recurring: false };
    await using lambda = await startApiServer(
      returned({ status: 201, body: job }),
      returned({ status: 200, body: { jobs: [] } }),
    );
    const ductape = connect(lambda.endpoint);

    expect(await ductape.actions.dispatch({ app: 'stripe', event: 'charge', input: {} })).toEqual(job);
    expect(await ductape.jobs.list({ status: ['failed', 'paused'], limit: 5 })).toEqual({ jobs: [] });

    expect(lambda.received[0]).toMatchObject({
      method: 'POST',
      url: '/2015-03-31/functions/ductape-dispatch/invocations',
    });
    expect(lambda.received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        method: 'POST',
        path: '/v1/actions/dispatch',
        body: { app: 'stripe', event: 'charge', input: {}, product: 'shop', env: 'dev' },
      },
      {
        method: 'GET',
        path: '/v1/jobs',
        query: { status: 'failed,paused', limit: '5', product: 'shop', env: 'dev' },
      },
    ]);
  });

  test('a problem the function answers with becomes the same error as over HTTP', async () => {
    const issues = [{ path: 'input', message: 'required' }];
    const body = { code: 'VALIDATION_ERROR', status: 400, detail: 'One field is not valid.', issues };
    await using lambda = await startApiServer(returned({ status: 400, body }));

    const error = await rejectionOf(connect(lambda.endpoint).jobs.get('job_1'));

    expect(error).toBeInstanceOf(DuctapeError);
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', status: 400, issues });
    expect(lambda.received).toHaveLength(1);
  });

  test('a function that fails is a 502, repeated only where that is safe', async () => {
    const failure = returned(
      { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 3.00 seconds' },
      { 'x-amz-function-error': 'Unhandled' },
    );
    await using reading = await startApiServer(failure, returned({ status: 200, body: { id: 'job_1' } }));
    await using dispatching = await startApiServer(failure);

    expect(await connect(reading.endpoint).jobs.get('job_1')).toEqual({ id: 'job_1' });
    const error = await rejectionOf(
      connect(dispatching.endpoint).workflows.dispatch({ workflow: 'w', input: {} }),
    );

    expect(error).toMatchObject({ code: 'INTERNAL_ERROR', status: 502 });
    expect(String(error)).toContain('Task timed out after 3.00 seconds');
    expect(dispatching.received).toHaveLength(1);
  });

  test('a throttled invocation is repeated after Retry-After, a forbidden one is not', async () => {
    await using busy = await startApiServer(
      thrown(429, 'TooManyRequestsException', { 'retry-after': '7' }),
      returned({ status: 201, body: { job_id: 'job_1' } }),
    );
    await using closed = await startApiServer(thrown(403, 'AccessDeniedException'));

    using skipped = skippedPauses(7000);
    expect(await connect(busy.endpoint, 30_000).workflows.dispatch({ workflow: 'w', input: {} })).toEqual({
      job_id: 'job_1',
    });
    expect(skipped.pauses).toEqual([7000]);
    const error = await rejectionOf(connect(closed.endpoint).jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'FORBIDDEN', status: 403, cause: { name: 'AccessDeniedException' } });
    expect(closed.received).toHaveLength(1);
  });

  test('the SDK repeats nothing by itself', async () => {
    await using lambda = await startApiServer(thrown(500, 'ServiceException'));

    const error = await rejectionOf(
      connect(lambda.endpoint).workflows.dispatch({ workflow: 'w', input: {} }),
    );

    expect(error).toMatchObject({ code: 'INTERNAL_ERROR', status: 500 });
    expect(lambda.received).toHaveLength(1);
  });

  test('a function that does not exist is not taken for a job that does not exist', async () => {
    await using lambda = await startApiServer(thrown(404, 'ResourceNotFoundException'));

    const error = await rejectionOf(connect(lambda.endpoint).jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'INVALID_RESPONSE', status: 404 });
    expect(String(error)).toContain('ResourceNotFoundException');
  });

  test('an answer of another shape is an error that shows it', async () => {
    await using lambda = await startApiServer(returned('hello'));

    const error = await rejectionOf(connect(lambda.endpoint).jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'INVALID_RESPONSE' });
    expect(String(error)).toContain('expected {status, body} from the function, got "hello"');
  });

  test('a hanging invocation is given up after the timeout, a refused connection is a connection error', async () => {
    const gone = await startApiServer(returned({}));
    await gone[Symbol.asyncDispose]();
    await using hanging = await startApiServer(() => {});

    const timeout = await rejectionOf(connect(hanging.endpoint, 300).jobs.get('job_1'));
    const refused = await rejectionOf(connect(gone.endpoint).jobs.get('job_1'));

    expect(timeout).toMatchObject({ code: 'TIMEOUT' });
    expect(refused).toMatchObject({ code: 'CONNECTION_ERROR' });
    expect(String(refused)).toContain('ECONNREFUSED');
  });

  test('missing credentials are named as such', async () => {
    await using lambda = await startApiServer(returned({}));
    const ductape = new Ductape({
      functionName: 'ductape-dispatch',
      region: 'eu-west-1',
      endpoint: lambda.endpoint,
      credentials: async () => {
        throw Object.assign(new Error('the profile has expired'), { name: 'CredentialsProviderError' });
      },
    });

    expect(await rejectionOf(ductape.jobs.get('job_1'))).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(lambda.received).toEqual([]);
  });
});

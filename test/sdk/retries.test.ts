import type { ServerResponse } from 'node:http';
import { asRecord, defined } from '../../contract/plain-data.ts';
import { Ductape } from '../../sdk/index.ts';
import { type Answer, problem, rejectionOf, skippedPauses, startApiServer } from './api-server.ts';

const done: Answer = { status: 200, json: { id: 'job_1', job_id: 'job_1' } };
const reset = (response: ServerResponse) => response.socket?.resetAndDestroy();
const unavailable = problem(503, 'SERVICE_UNAVAILABLE');
const throttled = problem(429, 'RATE_LIMITED');

const dispatch = (endpoint: string, idempotency_key?: string) =>
  new Ductape({ endpoint, product: 'shop', env: 'dev' }).workflows.dispatch({
    workflow: 'w',
    input: {},
    ...defined({ idempotency_key }),
  });

describe('retries', () => {
  test.each<[string, Answer]>([
    ['503', unavailable],
    ['502', { status: 502, text: '<html>Bad Gateway</html>' }],
    ['504', { status: 504, json: { message: 'Endpoint request timed out' } }],
    ['429', throttled],
    ['reset connection', reset],
  ])('reading and cancelling go on after a %s', async (_, failure) => {
    await using reading = await startApiServer(failure, done);
    await using cancelling = await startApiServer(failure, done);

    expect(await new Ductape({ endpoint: reading.endpoint }).jobs.get('job_1')).toMatchObject({
      id: 'job_1',
    });
    expect(await new Ductape({ endpoint: cancelling.endpoint }).jobs.cancel('job_1')).toMatchObject({
      id: 'job_1',
    });

    expect([reading.received.length, cancelling.received.length]).toEqual([2, 2]);
  });

  test('a third failure is the last', async () => {
    await using api = await startApiServer(unavailable);

    const error = await rejectionOf(new Ductape({ endpoint: api.endpoint }).jobs.get('job_1'));

    expect(error).toMatchObject({ code: 'SERVICE_UNAVAILABLE', status: 503 });
    expect(api.received).toHaveLength(3);
  });

  test.each<[string, Answer]>([
    ['503', unavailable],
    ['reset connection', reset],
  ])('a dispatch with a key is repeated word for word after a %s', async (_, failure) => {
    await using api = await startApiServer(failure, done);

    expect(await dispatch(api.endpoint, 'order-7')).toMatchObject({ job_id: 'job_1' });

    expect(api.received).toHaveLength(2);
    expect(api.received[1]?.body).toBe(api.received[0]?.body);
  });

  test.each<[string, Answer, string]>([
    ['503', unavailable, 'SERVICE_UNAVAILABLE'],
    ['reset connection', reset, 'CONNECTION_ERROR'],
  ])(
    'a dispatch without a key is never repeated after a %s, it may have been done',
    async (_, failure, code) => {
      await using api = await startApiServer(failure, done);

      expect(await rejectionOf(dispatch(api.endpoint))).toMatchObject({ code });
      expect(api.received).toHaveLength(1);
    },
  );

  test('a dispatch without a key is repeated after a 429, which carried nothing out', async () => {
    await using api = await startApiServer(throttled, done);

    expect(await dispatch(api.endpoint)).toMatchObject({ job_id: 'job_1' });
    expect(api.received).toHaveLength(2);
  });

  test('Retry-After is waited for, in seconds', async () => {
    await using api = await startApiServer({ status: 503, json: {}, headers: { 'retry-after': '7' } }, done);
    using skipped = skippedPauses(7000);

    await new Ductape({ endpoint: api.endpoint }).jobs.get('job_1');

    expect(skipped.pauses).toEqual([7000]);
    expect(api.received).toHaveLength(2);
  });

  test('a Retry-After beyond the timeout ends the call at once', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    await using api = await startApiServer({ status: 503, json: {}, headers: { 'retry-after': date } }, done);

    using skipped = skippedPauses(1000);
    const error = await rejectionOf(new Ductape({ endpoint: api.endpoint }).jobs.get('job_1'));

    expect(error).toMatchObject({ status: 503 });
    expect(Reflect.get(asRecord(error), 'retryAfterMs')).toBeGreaterThanOrEqual(
      Date.parse(date) - Date.now(),
    );
    expect(skipped.pauses).toEqual([]);
    expect(api.received).toHaveLength(1);
  });

  test('an API that is back after refusing the connection is reached, also without a key', async () => {
    let refusals = 0;
    const { httpTransport } = await import('../../sdk/http-transports.ts');
    await using api = await startApiServer(done);
    const gone = await startApiServer(done);
    await gone[Symbol.asyncDispose]();
    const ductape = new Ductape({
      transport: (request, signal) => {
        const endpoint = refusals++ === 0 ? gone.endpoint : api.endpoint;
        return httpTransport({ endpoint })(request, signal);
      },
      product: 'shop',
      env: 'dev',
    });

    expect(await ductape.workflows.dispatch({ workflow: 'w', input: {} })).toMatchObject({ job_id: 'job_1' });
    expect(refusals).toBe(2);
  });
});

import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startInvokeApi } from '../../../local/lambda/invoke-api.ts';
import { until } from '../../until.ts';
import { cleanUp, functionOf, onCleanUp } from './bundle.ts';

afterEach(cleanUp);

async function start(waitMs?: number) {
  const fn = await functionOf(
    `export const handler = async (event) => {
       if (event.fail) throw new TypeError('bad');
       if (event.ms) await new Promise((done) => setTimeout(done, event.ms));
       console.log('ran');
       return { got: event };
     };`,
    { maxConcurrency: 1 },
  );
  const api = await startInvokeApi([fn], waitMs);
  onCleanUp(() => api.stop());
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new LambdaClient({
    endpoint: api.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  onCleanUp(async () => client.destroy());
  return { fn, client };
}

describe('The Invoke API, through the SDK client', () => {
  test.each([
    'probe',
    'probe:$LATEST',
    '000000000000:function:probe',
    'arn:aws:lambda:us-east-1:000000000000:function:probe',
  ])('invokes %s and gives its answer', async (FunctionName) => {
    const { client } = await start();
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ a: 1 }) }));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toEqual({ got: { a: 1 } });
  });

  test('names the error of a function that fails', async () => {
    const { client } = await start();
    const answer = await client.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{"fail":true}' }));
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(answer.Payload?.transformToString() ?? '')).toMatchObject({ errorType: 'TypeError' });
  });

  test('accepts an Event with 202 and a DryRun with 204', async () => {
    const { client, fn } = await start();
    const dry = await client.send(new InvokeCommand({ FunctionName: 'probe', InvocationType: 'DryRun' }));
    expect(dry.StatusCode).toBe(204);
    expect(fn.environments()).toEqual([]);
    const event = await client.send(new InvokeCommand({ FunctionName: 'probe', InvocationType: 'Event' }));
    expect(event.StatusCode).toBe(202);
    await until('the function to have run', () => fn.lines.some(({ line }) => line === 'ran'));
  });

  test('refuses by the names of AWS', async () => {
    const { client, fn } = await start();
    await expect(client.send(new InvokeCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
    const big = Buffer.alloc(6_291_457, ' ');
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'probe', Payload: big })),
    ).rejects.toMatchObject({ name: 'RequestEntityTooLargeException', $metadata: { httpStatusCode: 413 } });
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{not json' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
    const busy = client.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{"ms":500}' }));
    await until('the environment to be busy', () => fn.free() === 0);
    await expect(client.send(new InvokeCommand({ FunctionName: 'probe' }))).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    await busy;
  });

  test('lets a call wait for an environment where it is told to, in the order of asking', async () => {
    const { client } = await start(60_000);
    const call = (n: number) =>
      client.send(new InvokeCommand({ FunctionName: 'probe', Payload: JSON.stringify({ n, ms: 20 }) }));
    const answers = await Promise.all([1, 2, 3].map(call));
    expect(answers.map(({ Payload }) => JSON.parse(Payload?.transformToString() ?? '').got.n)).toEqual([
      1, 2, 3,
    ]);
  });

  test('does not run a call whose caller has left while it waited', async () => {
    const { fn, client } = await start(60_000);
    const busy = client.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{"ms":500}' }));
    await until('the environment to be busy', () => fn.free() === 0);
    const gone = new AbortController();
    const left = client.send(new InvokeCommand({ FunctionName: 'probe' }), { abortSignal: gone.signal });
    const refused = expect(left).rejects.toMatchObject({ name: 'AbortError' });
    gone.abort();
    await refused;
    await busy;
    await client.send(new InvokeCommand({ FunctionName: 'probe', Payload: '{"last":true}' }));
    expect(fn.lines.filter(({ line }) => line === 'ran')).toHaveLength(2);
  });
});

import { defined } from '../../contract/plain-data.ts';
import { type DispatchOutcome, Ductape } from '../../sdk/index.ts';
import { type Answer, problem, rejectionOf, skippedPauses, startApiServer } from './api-server.ts';

const made = (index: number): DispatchOutcome => ({
  index,
  status: 201,
  job: { job_id: `job_${index}`, status: 'queued', scheduled_at: 1, recurring: false },
});
const refused = (index: number, status: number, code: string): DispatchOutcome => ({
  index,
  status,
  problem: { type: 'about:blank', title: code, status, code, detail: 'It is refused.' },
});
const answer = (...results: DispatchOutcome[]): Answer => ({
  status: 200,
  json: { accepted: 0, refused: 0, results },
});
const item = (idempotency_key?: string) => ({
  namespace: 'workflows' as const,
  workflow: 'w',
  input: {},
  ...defined({ idempotency_key }),
});
const clientOf = (endpoint: string, more: object = {}) =>
  new Ductape({ endpoint, product: 'shop', env: 'dev', ...more });
const reset: Answer = (response) => response.socket?.resetAndDestroy();
const busy = (index: number) => refused(index, 503, 'SERVICE_UNAVAILABLE');

describe('dispatchMany', () => {
  test('sends the list in one call with the product and env of the client, and gives the results in order', async () => {
    await using api = await startApiServer(answer(made(0), refused(1, 404, 'NOT_FOUND')));
    const result = await clientOf(api.endpoint).dispatchMany([item('a'), { ...item(), env: 'prd' }]);
    expect(result).toEqual({ accepted: 1, refused: 1, results: [made(0), refused(1, 404, 'NOT_FOUND')] });
    expect(api.received).toMatchObject([{ method: 'POST', url: '/v1/dispatch' }]);
    expect(JSON.parse(api.received[0]?.body ?? '')).toEqual({
      product: 'shop',
      env: 'dev',
      dispatches: [item('a'), { ...item(), env: 'prd' }],
    });
  });

  test('takes the path of its product and env where it is confined to them', async () => {
    await using api = await startApiServer(answer(made(0)));
    await clientOf(api.endpoint, { scoped: true }).dispatchMany([item()]);
    expect(api.received[0]?.url).toBe('/v1/products/shop/envs/dev/dispatch');
  });

  test.each([0, 101])('sends nothing of a list of %d, and names the bound', async (count) => {
    await using api = await startApiServer(answer());
    const error = await rejectionOf(clientOf(api.endpoint).dispatchMany(Array(count).fill(item())));
    expect(error).toMatchObject({
      code: 'VALIDATION_ERROR',
      unsent: true,
      issues: [{ path: 'dispatches', message: expect.stringContaining(`expected 1 to 100`) }],
    });
    expect(api.received).toEqual([]);
  });

  test('names the value that JSON cannot hold by its place in the list', async () => {
    await using api = await startApiServer(answer());
    const error = await rejectionOf(
      clientOf(api.endpoint).dispatchMany([item(), { ...item(), input: { n: 1n } }]),
    );
    expect(error).toMatchObject({ issues: [{ path: 'dispatches.1.input.n' }] });
    expect(api.received).toEqual([]);
  });

  test('sends again, with their keys, only those that may pass, and puts their results in their places', async () => {
    using _pauses = skippedPauses(50);
    await using api = await startApiServer(
      answer(made(0), busy(1), refused(2, 400, 'VALIDATION_ERROR'), refused(3, 429, 'RATE_LIMITED'), busy(4)),
      answer(made(0), busy(1)),
      answer(made(0)),
    );
    const list = [item('a'), item('b'), item('c'), item('d'), item()];
    const { accepted, refused: count, results } = await clientOf(api.endpoint).dispatchMany(list);
    expect(api.received.map(({ body }) => JSON.parse(body).dispatches)).toEqual([
      list,
      [item('b'), item('d')],
      [item('d')],
    ]);
    expect(results.map(({ index, status }) => `${index} ${status}`)).toEqual([
      '0 201',
      '1 201',
      '2 400',
      '3 201',
      '4 503',
    ]);
    expect([accepted, count]).toEqual([3, 2]);
  });

  test('keeps what was answered when the repetition of others gets no answer', async () => {
    using _pauses = skippedPauses(50);
    await using api = await startApiServer(answer(made(0), busy(1)), problem(400, 'VALIDATION_ERROR'));
    const { results } = await clientOf(api.endpoint).dispatchMany([item('a'), item('b')]);
    expect(results).toEqual([made(0), busy(1)]);
    expect(api.received).toHaveLength(3);
  });

  test.each<[string, ReturnType<typeof item>[], number]>([
    ['is repeated where each has a key', [item('a'), item('b')], 2],
    ['is not repeated where one has none', [item('a'), item()], 1],
  ])('a call that got no answer %s', async (_what, list, calls) => {
    using _pauses = skippedPauses(50);
    await using api = await startApiServer(reset, answer(made(0), made(1)));
    await clientOf(api.endpoint)
      .dispatchMany(list)
      .catch(() => undefined);
    expect(api.received).toHaveLength(calls);
  });

  test('does not take an answer of another length for its own', async () => {
    await using api = await startApiServer(answer(made(0)));
    const error = await rejectionOf(clientOf(api.endpoint).dispatchMany([item('a'), item('b')]));
    expect(error).toMatchObject({ code: 'INVALID_RESPONSE' });
  });
});

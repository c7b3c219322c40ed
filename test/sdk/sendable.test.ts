import { Ductape, DuctapeError } from '../../sdk/index.ts';

const sent: unknown[] = [];
const ductape = new Ductape({
  transport: async ({ body }) => {
    sent.push(body);
    return { status: 200, body: { job_id: 'job_1' } };
  },
  product: 'shop',
  env: 'dev',
});
beforeEach(() => {
  sent.length = 0;
});

const dispatch = (input: Record<string, unknown>) => ductape.workflows.dispatch({ workflow: 'w', input });

const cyclic: Record<string, unknown> = {};
cyclic['inner'] = { cyclic };
const deep = Array.from({ length: 50_000 }).reduce<unknown>((inner) => [inner], 1);

describe('an input that JSON cannot hold', () => {
  test.each<[string, unknown, string, string]>([
    [
      'a BigInt',
      { id: 1970670598291982290n },
      'input.v.id',
      'is a BigInt, which JSON does not know: send it as text',
    ],
    ['itself', cyclic, 'input.v.inner.cyclic', 'holds itself'],
    ['a Map', [new Map([['a', 1]])], 'input.v.0', 'is a Map, which JSON does not know'],
    ['a Set', new Set([1]), 'input.v', 'is a Set, which JSON does not know'],
    ['bytes', new Uint8Array(2), 'input.v', 'is a Uint8Array, which JSON does not know'],
    ['a promise', Promise.resolve(1), 'input.v', 'is a Promise, which JSON does not know'],
    ['NaN', { a: [1, Number.NaN] }, 'input.v.a.1', 'is NaN, which JSON does not know'],
    ['1e400', Number('1e400'), 'input.v', 'is Infinity, which JSON does not know'],
    ['a function', { f: () => 1 }, 'input.v.f', 'is a function, which JSON does not know'],
    ['a symbol', Symbol('s'), 'input.v', 'is a symbol, which JSON does not know'],
    ['a hole in a list', [1, undefined], 'input.v.1', 'is undefined, which a list in JSON cannot hold'],
    ['a date that does not exist', new Date('x'), 'input.v', 'is a date that does not exist'],
    [
      'a getter that throws',
      Object.defineProperty({}, 'x', { enumerable: true, get: () => BigInt('x') }),
      'input.v',
      'cannot be read: Cannot convert x to a BigInt',
    ],
  ])('is a DuctapeError with the path, and nothing is sent: %s', async (_what, v, path, message) => {
    const error = await dispatch({ v }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DuctapeError);
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', issues: [{ path, message }] });
    expect(sent).toEqual([]);
  });

  test('may be nested as deeply as the caller likes', async () => {
    await expect(dispatch({ deep })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [{ message: 'is nested deeper than 32 levels' }],
    });
  });

  test('is told of twenty mistakes at most', async () => {
    const error = await dispatch({ many: Array.from({ length: 100 }, () => 1n) }).catch((thrown) => thrown);
    expect(error.issues).toHaveLength(20);
  });
});

test('an input that JSON can hold is sent as JSON.stringify would write it', async () => {
  class Order {
    id = 7;
    note: string | undefined = undefined;
  }
  const twice = { a: 1 };
  const input = {
    order: new Order(),
    at: new Date(0),
    list: [twice, twice],
    none: null,
    gone: undefined,
    big: 1e15,
  };
  await dispatch(input);
  expect(sent).toEqual([
    { workflow: 'w', product: 'shop', env: 'dev', input: JSON.parse(JSON.stringify(input)) },
  ]);
});

test.each<[string, () => Promise<unknown>]>([
  ['dispatch of nothing', () => ductape.actions.dispatch(undefined as never)],
  ['dispatch of null', () => ductape.actions.dispatch(null as never)],
  ['get of a BigInt', () => ductape.jobs.get(1n as never)],
  ['get of a symbol', () => ductape.jobs.get(Symbol('x') as never)],
  ['getBulk of half a character', () => ductape.jobs.getBulk('\ud800')],
  ['list of a symbol', () => ductape.jobs.list({ status: Symbol('x') as never })],
  ['list where something else answers', () => ductape.jobs.list(null as never)],
  ['history where something else answers', () => ductape.jobs.getHistory('job_1')],
  ['deleteWebhook of a BigInt', () => ductape.jobs.deleteWebhook(1n as never)],
  ['setWebhook of null with a BigInt', () => ductape.jobs.setWebhook({ url: 1n } as never)],
  ['pauseMany with a BigInt', () => ductape.jobs.pauseMany({ from: 1n } as never)],
])('%s rejects with a DuctapeError, never with a bare TypeError', async (_what, call) => {
  await expect(call()).rejects.toBeInstanceOf(DuctapeError);
});

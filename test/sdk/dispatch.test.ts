import { type DispatchResult, Ductape, DuctapeError } from '../../sdk/index.ts';
import { rejectionOf, startApiServer } from './api-server.ts';

const queued: DispatchResult = { job_id: 'job_1', status: 'queued', scheduled_at: 1, recurring: false };
const created = { status: 201, json: queued };

describe('dispatch', () => {
  test('posts the request to its namespace and returns what the API answers', async () => {
    await using api = await startApiServer(created);
    const ductape = new Ductape({ endpoint: api.endpoint });
    const request = {
      product: 'shop',
      env: 'dev',
      app: 'stripe',
      event: 'charge',
      input: { 'body:amount': 5 },
    };

    expect(await ductape.actions.dispatch(request)).toEqual(queued);

    expect(api.received).toHaveLength(1);
    expect(api.received[0]).toMatchObject({ method: 'POST', url: '/v1/actions/dispatch' });
    expect(api.received[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(api.received[0]?.body ?? '')).toEqual(request);
  });

  test("fills in the client's product and env, and lets a call say otherwise", async () => {
    await using api = await startApiServer(created);
    const ductape = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });

    await ductape.events.dispatch({ broker: 'orders', event: 'paid', input: { message: 1 } });
    await ductape.events.dispatch({ broker: 'orders', event: 'paid', input: { message: 1 }, env: 'prd' });

    const bodies = api.received.map(({ body }) => JSON.parse(body));
    expect(bodies[0]).toMatchObject({ product: 'shop', env: 'dev' });
    expect(bodies[1]).toMatchObject({ product: 'shop', env: 'prd' });
  });

  test('reaches each namespace by its own path', async () => {
    await using api = await startApiServer(created);
    const ductape = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });

    await ductape.actions.dispatch({ app: 'a', event: 'e', input: {} });
    await ductape.workflows.dispatch({ workflow: 'w', input: {} });
    await ductape.notifications.dispatch({ notification: 'n:m', input: {} });
    await ductape.storage.dispatch({ storage: 's', operation: 'stats', input: {} });
    await ductape.events.dispatch({ broker: 'b:t', input: { message: 'm' } });
    await ductape.database.dispatch({ database: 'd', operation: 'count', input: { table: 't' } });
    await ductape.graphs.dispatch({ graph: 'g', operation: 'findNodes', input: {} });

    expect(api.received.map(({ url }) => url.split('/')[2])).toEqual([
      'actions',
      'workflows',
      'notifications',
      'storage',
      'events',
      'database',
      'graphs',
    ]);
  });

  test("knows the names that Ductape's own pages use", () => {
    const ductape = new Ductape({ endpoint: 'http://127.0.0.1:1' });

    expect(ductape.api).toBe(ductape.actions);
    expect(ductape.features).toBe(ductape.workflows);
    expect(ductape.databases).toBe(ductape.database);
    expect(ductape.graph).toBe(ductape.graphs);
  });

  test.each(['database', 'databases', 'graphs', 'graph'] as const)(
    '%s.action.dispatch is the same as its dispatch',
    (name) => {
      const ductape = new Ductape({ endpoint: 'http://127.0.0.1:1' });

      expect(ductape[name].action.dispatch).toBe(ductape[name].dispatch);
    },
  );

  test('keeps a path of the endpoint, such as a stage', async () => {
    await using api = await startApiServer(created);
    const ductape = new Ductape({ endpoint: `${api.endpoint}/prod/`, product: 'shop', env: 'dev' });

    await ductape.workflows.dispatch({ workflow: 'w', input: {} });

    expect(api.received[0]?.url).toBe('/prod/v1/workflows/dispatch');
  });

  test('goes through a transport of your own when one is given', async () => {
    const requests: unknown[] = [];
    const ductape = new Ductape({
      transport: async (request) => {
        requests.push(request);
        return { status: 201, body: queued };
      },
      product: 'shop',
      env: 'dev',
    });

    expect(await ductape.workflows.dispatch({ workflow: 'w', input: { a: 1 } })).toEqual(queued);
    expect(requests).toEqual([
      {
        method: 'POST',
        path: '/v1/workflows/dispatch',
        body: { workflow: 'w', input: { a: 1 }, product: 'shop', env: 'dev' },
      },
    ]);
  });

  test('refuses an endpoint that is neither http nor https, or that holds a password', () => {
    expect(() => new Ductape({ endpoint: 'https://ann:hunter2@127.0.0.1' })).toThrow(
      /^(?!.*hunter2).*must hold no name and no password/s,
    );
    expect(() => new Ductape({ endpoint: 'ftp://127.0.0.1' })).toThrow('http: or https:, got ftp:');
  });

  test.each([
    [undefined, 'endpoint', 'got nothing'],
    [{}, 'endpoint', 'got nothing'],
    [{ endpoint: 7 }, 'endpoint', 'got 7'],
    [{ endpoint: '127.0.0.1:4600' }, 'endpoint', 'got "127.0.0.1:4600"'],
    [{ endpoint: 'ftp://127.0.0.1' }, 'endpoint', 'got ftp:'],
    [{ endpoint: 'http://127.0.0.1', scoped: true }, 'scoped', 'needs product and env'],
  ])('refuses the options %j by a DuctapeError that names the option', (options, path, message) => {
    const make = () => Reflect.construct(Ductape, [options]);
    expect(make).toThrow(DuctapeError);
    const caught = new Promise((resolve) => resolve(make()));
    return expect(caught).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [{ path, message: expect.stringContaining(message) }],
    });
  });

  test('rejects input that JSON cannot hold without sending anything', async () => {
    await using api = await startApiServer(created);
    const ductape = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });

    const error = await rejectionOf(ductape.workflows.dispatch({ workflow: 'w', input: { n: 1n } }));

    expect(error).toMatchObject({ name: 'DuctapeError', code: 'VALIDATION_ERROR' });
    expect(api.received).toEqual([]);
  });
});

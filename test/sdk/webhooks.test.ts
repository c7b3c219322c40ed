import { Ductape, DuctapeError } from '../../sdk/index.ts';
import { rejectionOf, startApiServer } from './api-server.ts';

const ID = 'hook_abcdefghijklmnopqrstuv';
const REQUEST = { url: 'https://example.com/', events: ['job.failed' as const], secret: 's' };

describe('webhooks of the client', () => {
  test('are set with its own product and env, others, or none', async () => {
    await using api = await startApiServer({ status: 200, json: { id: ID } });
    const shop = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' }).jobs;
    const withoutScope = new Ductape({ endpoint: api.endpoint }).jobs;

    expect(await shop.setWebhook(REQUEST)).toEqual({ id: ID });
    await shop.setWebhook({ ...REQUEST, product: 'blog' });
    await shop.setWebhook({ ...REQUEST, env: null });
    await shop.setWebhook({ ...REQUEST, product: null, env: null });
    await withoutScope.setWebhook(REQUEST);

    expect(api.received.map(({ method, url }) => `${method} ${url}`)).toEqual(
      Array.from({ length: 5 }, () => 'PUT /v1/webhooks'),
    );
    expect(api.received.map(({ body }) => JSON.parse(body))).toEqual([
      { ...REQUEST, product: 'shop', env: 'dev' },
      { ...REQUEST, product: 'blog', env: 'dev' },
      { ...REQUEST, product: 'shop' },
      REQUEST,
      REQUEST,
    ]);
  });

  test('are listed, deleted and tried, also within a product and env', async () => {
    await using api = await startApiServer({ status: 200, json: { webhooks: [] } });
    const { jobs } = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev', scoped: true });

    expect(await jobs.listWebhooks()).toEqual({ webhooks: [] });
    await jobs.listWebhooks({ limit: 7, cursor: ID });
    await jobs.deleteWebhook(ID);
    await jobs.testWebhook(ID);

    expect(api.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /v1/products/shop/envs/dev/webhooks?product=shop&env=dev',
      `GET /v1/products/shop/envs/dev/webhooks?limit=7&cursor=${ID}&product=shop&env=dev`,
      `DELETE /v1/products/shop/envs/dev/webhooks/${ID}`,
      `POST /v1/products/shop/envs/dev/webhooks/${ID}/test`,
    ]);
  });

  test('are listed of its own product and env, of others, or of all', async () => {
    await using api = await startApiServer({ status: 200, json: { webhooks: [] } });
    const { jobs } = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });

    await jobs.listWebhooks();
    await jobs.listWebhooks({ product: 'blog' });
    await jobs.listWebhooks({ env: null });
    await jobs.listWebhooks({ product: null, env: null });
    await new Ductape({ endpoint: api.endpoint }).jobs.listWebhooks();

    expect(api.received.map(({ url }) => url)).toEqual([
      '/v1/webhooks?product=shop&env=dev',
      '/v1/webhooks?product=blog&env=dev',
      '/v1/webhooks?product=shop',
      '/v1/webhooks',
      '/v1/webhooks',
    ]);
  });

  test.each(['', '..', `${ID}/x`, 'job_1'])('refuse %j, which is not an id of one, unsent', async (id) => {
    await using api = await startApiServer({ status: 200, json: {} });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    for (const call of [jobs.deleteWebhook(id), jobs.testWebhook(id)]) {
      const error = await rejectionOf(call);
      expect(error).toBeInstanceOf(DuctapeError);
      expect(error).toMatchObject({ code: 'VALIDATION_ERROR', issues: [{ path: 'id' }] });
    }
    expect(api.received).toEqual([]);
  });
});

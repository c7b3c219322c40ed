import { createHash } from 'node:crypto';
import { AesEncrypter } from '../../../adapters/webhooks/aes-encrypter.ts';
import { Limits } from '../../../contract/limits.ts';
import type { WebhookRequest } from '../../../contract/webhook.ts';
import { type Access, everything } from '../../../core/jobs/scope.ts';
import type { PostAnswer, PostRequest } from '../../../core/ports/webhooks.ts';
import { HOUR } from '../../../core/time/units.ts';
import {
  deleteWebhook,
  listWebhooks,
  setWebhook,
  testWebhook,
} from '../../../core/webhooks/manage-webhooks.ts';
import { readWebhook } from '../../../core/webhooks/webhook-request.ts';
import { directAccess } from '../../../lambdas/dispatch/caller.ts';
import { CALLER } from '../../rows.ts';
import { NO_FAULTS } from '../../simulation/faults.ts';
import { World } from '../../simulation/world.ts';
import { hookId, NOW, webhookRow } from './webhook-rows.ts';

const config = { products: { shop: { envs: { dev: {}, prd: {} } }, blog: { envs: { prd: {} } } } };
const URL_A = 'https://example.com/a';

/** Access as a token that lists these names has it. */
const tokenOf =
  (...names: string[]): Access =>
  ({ product, env }) =>
    product !== undefined &&
    (names.includes(product) || (env !== undefined && names.includes(`${product}/${env}`)));

async function place(answer: () => PostAnswer = () => ({ status: 200 })) {
  const posts: PostRequest[] = [];
  const world = new World(1, NOW, NO_FAULTS);
  const setup = {
    config,
    encrypter: new AesEncrypter(async () => 'key'),
    digest: (text: string) => createHash('sha256').update(text).digest('base64url'),
    post: async (request: PostRequest) => {
      posts.push(request);
      return answer();
    },
  };
  return await world
    .inProcess(async (ports) => ports)
    .then((inWorld) => {
      if (!inWorld) throw new Error('no ports');
      const ports = { ...inWorld, webhooks: world.webhooks };
      const set = (request: Partial<WebhookRequest>, access: Access = everything) => {
        const checked = readWebhook(
          { url: URL_A, events: ['job.failed'], secret: 's3cret-key', ...request },
          false,
        );
        if (!checked.ok) throw new Error(JSON.stringify(checked.issues));
        return setWebhook(checked.value, access, CALLER, setup, ports);
      };
      return { set, setup, ports, posts, world, rows: world.webhooks.rows };
    });
}

describe('a webhook', () => {
  test('is set, shown and never shows its secret, which stands nowhere in the clear', async () => {
    const { set, ports, rows } = await place();
    const webhook = await set({ product: 'shop', env: 'dev', events: ['job.failed', 'job.failed'] });
    expect(webhook).toEqual({
      id: expect.stringMatching(/^hook_[\w-]{22}$/),
      url: URL_A,
      events: ['job.failed'],
      product: 'shop',
      env: 'dev',
      enabled: true,
      created_at: NOW,
      updated_at: NOW,
    });
    expect(await listWebhooks({ limit: 50 }, everything, ports)).toEqual({ webhooks: [webhook] });
    expect(JSON.stringify([...rows.values()])).not.toContain('s3cret');
  });

  test('is listed with those of its product and env, and with all', async () => {
    const { set, ports } = await place();
    await set({ url: 'https://example.com/all' });
    await set({ url: 'https://example.com/shop', product: 'shop' });
    await set({ url: 'https://example.com/dev', product: 'shop', env: 'dev' });
    const listed = async (filter: { product?: string; env?: string }) =>
      (await listWebhooks({ ...filter, limit: 50 }, everything, ports)).webhooks
        .map(({ url }) => url.split('/').at(-1))
        .sort();
    expect(await listed({})).toEqual(['all', 'dev', 'shop']);
    expect(await listed({ product: 'shop' })).toEqual(['dev', 'shop']);
    expect(await listed({ env: 'dev' })).toEqual(['dev']);
    expect(await listed({ product: 'shop', env: 'dev' })).toEqual(['dev']);
    expect(await listed({ product: 'blog' })).toEqual([]);
  });

  test('set again is the same one, with the new events and secret, and enabled', async () => {
    const { set, setup, rows, world } = await place();
    const { id } = await set({ url: 'https://EXAMPLE.com:443/a#x' });
    const before = rows.get(id);
    if (before) rows.set(id, { ...before, enabled: false, failing_since: NOW, disabled_reason: 'x' });
    world.time.now = NOW + 5;
    const again = await set({ events: ['job.missed'], secret: 'another-key' });
    expect(again).toEqual({
      id,
      url: URL_A,
      events: ['job.missed'],
      enabled: true,
      created_at: NOW,
      updated_at: NOW + 5,
    });
    expect(await setup.encrypter.decrypt(rows.get(id)?.secret ?? '', id)).toBe('another-key');
  });

  test('is another one for each URL, product and env', async () => {
    const { set, rows } = await place();
    for (const reach of [{}, { product: 'shop' }, { product: 'shop', env: 'dev' }, { env: 'dev' }]) {
      await set(reach);
      await set({ ...reach, url: 'https://example.com/b' });
    }
    expect(rows.size).toBe(8);
  });

  test.each<[Partial<WebhookRequest>, string]>([
    [{ product: 'shp' }, 'unknown product "shp"; did you mean "shop"?'],
    [{ product: 'shop', env: 'stg' }, 'unknown env'],
    [{ env: 'stg' }, 'unknown env "stg"'],
  ])('of %j, which is not there, is refused', async (request, message) => {
    const { set } = await place();
    await expect(set(request)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining(message),
    });
  });

  /** Reaches of webhooks, each counted apart: those of one product and env, all envs, all products, or all of both. */
  const REACHES = [{ product: 'shop', env: 'dev' }, { product: 'shop' }, { env: 'dev' }, {}];

  test.each(REACHES)('of %j is refused beyond the most of that, and of nothing else', async (reach) => {
    const { set, rows } = await place();
    const { id } = await set(reach);
    for (let n = 1; n < Limits.webhooks; n += 1) await set({ ...reach, url: `${URL_A}${n}` });
    const who = `${reach.product ?? 'all products'} in ${reach.env ?? 'all envs'}`;
    await expect(set({ ...reach, url: 'https://example.com/b' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [{ path: '', message: `${who} can have at most 20 webhooks: delete one first` }],
    });
    await expect(set(reach)).resolves.toMatchObject({ id });
    for (const other of REACHES) if (other !== reach) await set(other);
    await set({ product: 'blog', env: 'prd' });
    await set({ product: 'shop', env: 'prd' });
    expect(rows.size).toBe(Limits.webhooks + 5);
  });

  test('is refused beyond the most there can be also when all are set at the same time', async () => {
    const { set, rows } = await place();
    const setting = Array.from({ length: 3 * Limits.webhooks }, (_, n) => set({ url: `${URL_A}${n}` }));
    const done = await Promise.allSettled(setting);
    expect(rows.size).toBeLessThanOrEqual(Limits.webhooks);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(rows.size);
  });

  test('stays when it cannot be looked whether others have taken its room, as it may have it', async () => {
    const { set, ports, rows } = await place();
    const list = ports.webhooks.list.bind(ports.webhooks);
    let lists = 0;
    ports.webhooks.list = async () => {
      lists += 1;
      if (lists > 1) throw new Error('throttled');
      return await list();
    };
    await expect(set({})).rejects.toThrow('throttled');
    expect(rows.size).toBe(1);
  });

  test('that another deletes at the same time is not there', async () => {
    const { set, ports, rows } = await place();
    const { id } = await set({});
    const remove = ports.webhooks.remove.bind(ports.webhooks);
    ports.webhooks.remove = async (gone) => {
      await remove(gone);
      return await remove(gone);
    };
    const message = `There is no webhook ${id}.`;
    await expect(deleteWebhook(id, everything, CALLER, ports)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message,
    });
    expect(rows.size).toBe(0);
  });

  test.each<[Partial<WebhookRequest>, string]>([
    [{}, 'A webhook of all products needs access to them, also to those to come: name product and env.'],
    [
      { env: 'dev' },
      'A webhook of all products needs access to them, also to those to come: name product and env.',
    ],
    [
      { product: 'shop' },
      'A webhook of all envs of shop needs access to them, also to those to come: name the env.',
    ],
  ])('of %j needs access to all that it is of, which the refusal says', async (reach, message) => {
    const { set, rows } = await place();
    await expect(set(reach, tokenOf('shop/dev'))).rejects.toMatchObject({ code: 'NOT_FOUND', message });
    expect(rows.size).toBe(0);
  });

  test('is limited for its first hour, which setting it again, also from a disabled one, neither ends nor begins anew', async () => {
    const { set, rows, world } = await place();
    const { id } = await set({});
    expect(rows.get(id)).toMatchObject({ limited_until: NOW + HOUR });
    world.time.now = NOW + 5;
    expect(await set({ events: ['job.missed'] })).not.toHaveProperty('limited_until');
    expect(rows.get(id)).toMatchObject({ limited_until: NOW + HOUR, updated_at: NOW + 5 });
  });
});

describe('a list of webhooks', () => {
  test('comes in pages, each once, in the order of ids, without those of others', async () => {
    const { ports, rows } = await place();
    const own = { product: 'shop', env: 'dev' };
    for (let n = 0; n < 7; n += 1) {
      rows.set(hookId(`n${n}n`), webhookRow({ id: hookId(`n${n}n`), ...own }));
      rows.set(hookId(`n${n}o`), webhookRow({ id: hookId(`n${n}o`), product: 'blog' }));
    }
    const access = tokenOf('shop/dev');
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listWebhooks({ limit: 3, cursor }, access, ports);
      pages.push(page.webhooks.map(({ id }) => id.slice(5, 8)));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([['n0n', 'n1n', 'n2n'], ['n3n', 'n4n', 'n5n'], ['n6n']]);
  });

  test('of a hundred of the longest is an answer of at most a megabyte', async () => {
    const { ports, rows, set } = await place();
    const url = `https://example.com/?${'\\'.repeat(2027)}`;
    const { id } = await set({ url });
    const row = rows.get(id);
    if (!row) throw new Error('it is not there');
    for (let n = 0; n < 150; n += 1) {
      const longest = { ...row, id: hookId(`n${n}n`), disabled_reason: 'x'.repeat(5000) };
      rows.set(longest.id, longest);
    }
    const page = await listWebhooks({ limit: 100 }, everything, ports);
    expect(JSON.stringify(page).length).toBeLessThanOrEqual(Limits.pageBytes + 10_000);
    expect(page.cursor).toBeDefined();
  });
});

describe('who is confined', () => {
  const cases: [string, Access, string[]][] = [
    ['by a token to shop', tokenOf('shop'), ['shop/*', 'shop/dev', 'shop/prd']],
    ['by a token to shop/dev', tokenOf('shop/dev'), ['shop/dev']],
    [
      'by a path to shop in dev',
      directAccess({ route: 'GET /v1/webhooks', params: {}, scope: { product: 'shop', env: 'dev' } }),
      ['shop/dev'],
    ],
    ['to nothing', () => false, []],
  ];

  test.each(cases)(
    '%s sees, sets, deletes and tries the webhooks of that only',
    async (_who, access, allowed) => {
      const { set, ports, setup, rows } = await place();
      const all = ['*/*', '*/dev', 'blog/*', 'blog/prd', 'shop/*', 'shop/dev', 'shop/prd'];
      const reachOf = (name: string) => {
        const [product, env] = name.split('/');
        return { ...(product !== '*' && { product: product ?? '' }), ...(env !== '*' && { env: env ?? '' }) };
      };
      const nameOf = (hook: { product?: string; env?: string }) =>
        `${hook.product ?? '*'}/${hook.env ?? '*'}`;
      const succeeds = (call: Promise<unknown>) =>
        call.then(
          () => true,
          (error: { code?: string }) => {
            if (error.code !== 'NOT_FOUND') throw error;
            return false;
          },
        );
      const done: Record<string, string[]> = { set: [], test: [], delete: [] };
      for (const name of all) {
        if (await succeeds(set({ ...reachOf(name), url: 'https://example.com/mine' }, access)))
          done['set']?.push(name);
      }
      rows.clear();
      for (const name of all) await set(reachOf(name));
      const listed = (await listWebhooks({ limit: 50 }, access, ports)).webhooks.map(nameOf).sort();
      for (const row of [...rows.values()]) {
        if (await succeeds(testWebhook(row.id, access, setup, ports))) done['test']?.push(nameOf(row));
        if (await succeeds(deleteWebhook(row.id, access, CALLER, ports))) done['delete']?.push(nameOf(row));
      }
      expect(listed).toEqual(allowed);
      expect(Object.values(done).map((names) => names.sort())).toEqual([allowed, allowed, allowed]);
      expect(rows.size).toBe(all.length - allowed.length);
    },
  );
});

describe('a test-fire', () => {
  test('sends a webhook.test of the shape of all events, signed, and tells how it went', async () => {
    const { set, setup, ports, posts } = await place();
    const { id } = await set({ product: 'shop' });
    expect(await testWebhook(id, everything, setup, ports)).toEqual({
      delivered: true,
      status: 200,
      duration_ms: 0,
    });
    expect(JSON.parse(posts[0]?.body ?? '')).toEqual({
      event: 'webhook.test',
      timestamp: NOW,
      job: {
        id: 'job_test',
        status: 'scheduled',
        namespace: 'actions',
        product: 'shop',
        env: 'test',
        scheduled_at: NOW,
      },
    });
    expect(posts[0]?.headers).toMatchObject({
      'webhook-id': expect.stringMatching(/^test_[0-9A-Z]{26}$/),
      'webhook-signature': expect.stringMatching(/^v1,/),
    });
    await testWebhook((await set({})).id, everything, setup, ports);
    expect(JSON.parse(posts[1]?.body ?? '')).toMatchObject({ job: { product: 'test', env: 'test' } });
  });

  test.each<[PostAnswer, object]>([
    [{ status: 500 }, { status: 500, error: 'the receiver answered 500' }],
    [{ error: 'no such host' }, { error: 'no such host' }],
  ])('that ends in %j is told, and changes nothing, also of a disabled webhook', async (answer, told) => {
    const { set, setup, ports, rows } = await place(() => answer);
    const { id } = await set({});
    const row = { ...(rows.get(id) ?? webhookRow()), enabled: false };
    rows.set(id, row);
    expect(await testWebhook(id, everything, setup, ports)).toEqual({
      delivered: false,
      duration_ms: 0,
      ...told,
    });
    expect(rows.get(id)).toEqual(row);
  });

  test.each([
    ['takes', 1234, 1234],
    ['takes no', -1000, 0],
  ])('%s time as the clock says, which may be set back: %d ms are %d', async (_what, passed, told) => {
    const { set, setup, ports, world } = await place(() => {
      world.time.now += passed;
      return { status: 200 };
    });
    const { id } = await set({});
    expect(await testWebhook(id, everything, setup, ports)).toMatchObject({ duration_ms: told });
  });

  test('has its place for as long as its receiver may take, and is free again later should its process die', async () => {
    const { set, setup, ports } = await place(() => ({ status: 200 }));
    const { id } = await set({ product: 'shop', env: 'dev' });
    const all = await set({});
    const places: [string, number][] = [];
    const acquire: typeof ports.limiter.acquire = async (...asked) => {
      places.push([asked[0], asked[4] - asked[3]]);
      return await ports.limiter.acquire(...asked);
    };
    const limiter = Object.assign(Object.create(ports.limiter), { acquire });
    await testWebhook(id, everything, setup, { ...ports, limiter });
    await testWebhook(all.id, everything, setup, { ...ports, limiter });
    expect(places).toEqual([
      ['#webhooks#test#["shop"]', 15_000],
      ['#webhooks#test#[null]', 15_000],
    ]);
  });

  test('is refused while another of its product waits for a receiver, and of another product is not', async () => {
    const { promise, resolve } = Promise.withResolvers<PostAnswer>();
    const { set, setup, ports } = await place(() => ({ status: 200 }));
    const hanging = await set({ product: 'shop', env: 'dev' });
    const [own, other] = [await set({ product: 'shop', env: 'prd' }), await set({ product: 'blog' })];
    const first = testWebhook(hanging.id, everything, { ...setup, post: () => promise }, ports);
    await expect(testWebhook(own.id, everything, setup, ports)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(await testWebhook(other.id, everything, setup, ports)).toMatchObject({ delivered: true });
    resolve({ error: 'the receiver did not answer' });
    expect(await first).toMatchObject({ delivered: false });
    expect(await testWebhook(own.id, everything, setup, ports)).toMatchObject({ delivered: true });
  });
});

test('a webhook that others always set at the same time is refused after twelve tries', async () => {
  const { set, ports } = await place();
  let saves = 0;
  ports.webhooks.save = async () => {
    saves += 1;
    return false;
  };
  await expect(set({})).rejects.toThrow('was changed by others 12 times in a row');
  expect(saves).toBe(12);
});

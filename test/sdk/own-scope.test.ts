import { Ductape } from '../../sdk/index.ts';
import { startApiServer } from './api-server.ts';

const own = { product: 'shop', env: 'dev' };
const MANY = ['cancelMany', 'pauseMany', 'resumeMany', 'retryMany', 'deleteMany'] as const;
const done = { status: 200, json: { id: 'bulk_1', status: 'completed', count: 0 } };
const page = { status: 200, json: { jobs: [] } };

describe("a client's own product and env", () => {
  test('narrow lists and figures, unless others are named or null stands for all', async () => {
    await using api = await startApiServer(page);
    const { jobs } = new Ductape({ endpoint: api.endpoint, ...own });

    await jobs.list({ status: 'failed' });
    await jobs.list({ product: 'blog' });
    await jobs.list({ product: null, env: null });
    await jobs.getStats();
    await jobs.getStats({ env: null, from: 1_800_000_000_000 });

    expect(api.received.map(({ url }) => url)).toEqual([
      '/v1/jobs?status=failed&product=shop&env=dev',
      '/v1/jobs?product=blog&env=dev',
      '/v1/jobs',
      '/v1/stats?product=shop&env=dev',
      '/v1/stats?from=1800000000000&product=shop',
    ]);
  });

  test('are those whose schedules are applied, unless others are named', async () => {
    await using api = await startApiServer({ status: 200, json: { ...own, dry_run: false, schedules: [] } });
    const { schedules } = new Ductape({ endpoint: api.endpoint, ...own });

    await schedules.apply({ schedules: {}, prune: true });
    await schedules.apply({ env: 'prd', schedules: {} });

    expect(api.received.map(({ method, url, body }) => [method, url, JSON.parse(body)])).toEqual([
      ['PUT', '/v1/schedules', { ...own, schedules: {}, prune: true }],
      ['PUT', '/v1/schedules', { ...own, env: 'prd', schedules: {} }],
    ]);
  });

  test.each(MANY)('narrow %s, unless others are named or null stands for all', async (many) => {
    await using api = await startApiServer(done);
    const { jobs } = new Ductape({ endpoint: api.endpoint, ...own });

    await jobs[many]({ status: 'scheduled' });
    await jobs[many]({ all: true });
    await jobs[many]({ product: 'blog', dry_run: true });
    await jobs[many]({ product: null, env: null, all: true });

    expect(api.received.map(({ body }) => JSON.parse(body))).toEqual([
      { status: 'scheduled', ...own },
      { all: true, ...own },
      { product: 'blog', env: 'dev', dry_run: true },
      { all: true },
    ]);
  });

  test.each(MANY)('are not a filter by themselves: %s without one has none but to pause', async (many) => {
    await using api = await startApiServer(done);
    const { jobs } = new Ductape({ endpoint: api.endpoint, ...own });

    await jobs[many]({});
    await jobs[many]({ dry_run: true });

    const sent = many === 'pauseMany' ? own : {};
    expect(api.received.map(({ body }) => JSON.parse(body))).toEqual([sent, { dry_run: true, ...sent }]);
  });

  test('are none of a client that has none', async () => {
    await using api = await startApiServer(page);
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    await jobs.list();
    await jobs.list({ env: 'prd' });

    expect(api.received.map(({ url }) => url)).toEqual(['/v1/jobs', '/v1/jobs?env=prd']);
  });
});

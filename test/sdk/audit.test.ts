import { Ductape } from '../../sdk/index.ts';
import { rejectionOf, startApiServer } from './api-server.ts';

const page = { status: 200, json: { entries: [] } };

describe('the audit trail', () => {
  test('is asked for of a job, of the own product and env, or of all', async () => {
    await using api = await startApiServer(page);
    const { jobs } = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });
    await jobs.getAudit('job_1', { limit: 5, cursor: 'job_1.2' });
    await jobs.listAudit();
    await jobs.listAudit({ product: null, env: null, actor: 'anna', from: 1_800_000_000_000 });
    expect(api.received.map(({ url }) => url)).toEqual([
      '/v1/jobs/job_1/audit?limit=5&cursor=job_1.2',
      '/v1/audit?product=shop&env=dev',
      '/v1/audit?actor=anna&from=1800000000000',
    ]);
  });

  test('is undone by the id of an entry, once', async () => {
    await using api = await startApiServer({ status: 503, json: {} });
    const { jobs } = new Ductape({ endpoint: api.endpoint });
    await rejectionOf(jobs.undo('job_1.2', { reason: 'a slip' }));
    expect(api.received).toMatchObject([
      { method: 'POST', url: '/v1/audit/job_1.2/undo', body: '{"reason":"a slip"}' },
    ]);
  });

  test.each(['', '..', '.x', 'job_1/undo', 'a?b'])(
    'refuses %j, which is not the id of an entry, unsent',
    async (id) => {
      await using api = await startApiServer(page);
      const { jobs } = new Ductape({ endpoint: api.endpoint });
      expect(await rejectionOf(jobs.undo(id))).toMatchObject({
        code: 'VALIDATION_ERROR',
        issues: [{ path: 'id' }],
      });
      expect(api.received).toEqual([]);
    },
  );

  test('has the reason of a command', async () => {
    await using api = await startApiServer({ status: 200, json: { id: 'job_1' } });
    const { jobs } = new Ductape({ endpoint: api.endpoint });
    const why = { reason: 'why' };
    for (const call of [jobs.pause('job_1', why), jobs.resume('job_1', why), jobs.trigger('job_1', why)])
      await call;
    await jobs.reschedule('job_1', { limit: 5 }, why);
    expect(api.received.map(({ body }) => JSON.parse(body))).toEqual([why, why, why, { limit: 5, ...why }]);
  });
});

import { Ductape, DuctapeError } from '../../sdk/index.ts';
import { rejectionOf, startApiServer } from './api-server.ts';

const page = (ids: string[], cursor?: string) => ({
  status: 200,
  json: { jobs: ids.map((id) => ({ id })), cursor },
});
const history = (numbers: number[], cursor?: string) => ({
  status: 200,
  json: { job_id: 'job_1', executions: numbers.map((number) => ({ number })), cursor },
});

describe('jobs', () => {
  test('get asks for one job by its id', async () => {
    await using api = await startApiServer({ status: 200, json: { id: 'job_1', status: 'running' } });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await jobs.get('job_1')).toEqual({ id: 'job_1', status: 'running' });
    expect(api.received[0]).toMatchObject({ method: 'GET', url: '/v1/jobs/job_1', body: '' });
  });

  test.each(['', '..', 'job_1/cancel', 'job_1?x', 'other'])(
    'refuses %j, which is not a job id, unsent',
    async (id) => {
      await using api = await startApiServer({ status: 200, json: {} });
      const { jobs } = new Ductape({ endpoint: api.endpoint });

      for (const call of [jobs.get(id), jobs.cancel(id), jobs.getHistory(id)]) {
        const error = await rejectionOf(call);
        expect(error).toBeInstanceOf(DuctapeError);
        expect(error).toMatchObject({ code: 'VALIDATION_ERROR', issues: [{ path: 'id' }] });
      }
      expect(api.received).toEqual([]);
    },
  );

  test('list writes the filter into the query, lists with commas, what is undefined not at all', async () => {
    await using api = await startApiServer(page([]));
    const { jobs } = new Ductape({ endpoint: api.endpoint, product: 'shop', env: 'dev' });

    await jobs.list();
    await jobs.list({
      status: ['scheduled', 'running'],
      recurring: false,
      namespace: 'actions',
      product: "o'neil & sons (*)",
      from: '2026-01-01T00:00:00+01:00',
      to: 1_800_000_000_000,
      limit: 10,
    });

    expect(api.received[0]?.url).toBe('/v1/jobs?product=shop&env=dev');
    const sent = new URL(api.received[1]?.url ?? '', api.endpoint);
    expect(Object.fromEntries(sent.searchParams)).toEqual({
      status: 'scheduled,running',
      recurring: 'false',
      namespace: 'actions',
      product: "o'neil & sons (*)",
      env: 'dev',
      from: '2026-01-01T00:00:00+01:00',
      to: '1800000000000',
      limit: '10',
    });
    expect(sent.search).not.toMatch(/[+*'()]/);
  });

  test('listAll follows the cursors and leaves the offset to the first page', async () => {
    await using api = await startApiServer(page(['job_3', 'job_2'], 'c=1'), page([], 'c2'), page(['job_1']));
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    const ids: string[] = [];
    for await (const job of jobs.listAll({ status: 'failed', limit: 2, offset: 4 })) ids.push(job.id);

    expect(ids).toEqual(['job_3', 'job_2', 'job_1']);
    expect(api.received.map(({ url }) => url)).toEqual([
      '/v1/jobs?status=failed&limit=2&offset=4',
      '/v1/jobs?status=failed&limit=2&cursor=c%3D1',
      '/v1/jobs?status=failed&limit=2&cursor=c2',
    ]);
  });

  test('listAll fetches no page before it is asked for', async () => {
    await using api = await startApiServer(page(['job_3', 'job_2'], 'c1'));
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    for await (const job of jobs.listAll()) if (job.id === 'job_2') break;

    expect(api.received).toHaveLength(1);
  });

  test('cancel posts the reason', async () => {
    await using api = await startApiServer({ status: 200, json: { id: 'job_1', status: 'cancelled' } });
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await jobs.cancel('job_1', { reason: 'moved' })).toMatchObject({ status: 'cancelled' });
    await jobs.cancel('job_1');

    expect(api.received[0]).toMatchObject({
      method: 'POST',
      url: '/v1/jobs/job_1/cancel',
      body: '{"reason":"moved"}',
    });
    expect(api.received[1]).toMatchObject({ method: 'POST', url: '/v1/jobs/job_1/cancel', body: '{}' });
  });

  test('getHistory asks for one page, getAllHistory for all of them', async () => {
    await using api = await startApiServer(history([5]), history([3, 2], 'next'), history([1]));
    const { jobs } = new Ductape({ endpoint: api.endpoint });

    expect(await jobs.getHistory('job_1', { limit: 1, cursor: 'c' })).toMatchObject({
      executions: [{ number: 5 }],
    });
    const numbers: number[] = [];
    for await (const execution of jobs.getAllHistory('job_1', { limit: 2 })) numbers.push(execution.number);

    expect(numbers).toEqual([3, 2, 1]);
    expect(api.received.map(({ url }) => url)).toEqual([
      '/v1/jobs/job_1/history?limit=1&cursor=c',
      '/v1/jobs/job_1/history?limit=2',
      '/v1/jobs/job_1/history?limit=2&cursor=next',
    ]);
  });
});

test('an id that is missing is refused by an error that names the call', async () => {
  await using api = await startApiServer({ status: 200, json: {} });
  const { jobs } = new Ductape({ endpoint: api.endpoint });
  const missing = undefined as unknown as string;
  for (const [call, name] of [
    [() => jobs.get(missing), 'GET /v1/jobs/{id}'],
    [() => jobs.trigger(missing), 'POST /v1/jobs/{id}/trigger'],
    [() => jobs.delete(missing), 'DELETE /v1/jobs/{id}'],
    [() => jobs.getHistory(missing), 'GET /v1/jobs/{id}/history'],
    [() => jobs.testWebhook(missing), 'POST /v1/webhooks/{id}/test'],
    [() => jobs.getBulk(missing), 'GET /v1/bulk/{id}'],
  ] as const) {
    const error = await rejectionOf(call());
    expect(error).toMatchObject({ code: 'VALIDATION_ERROR', issues: [{ path: 'id' }] });
    expect(String(error)).toContain(`${name} VALIDATION_ERROR: Not sent.`);
    expect(String(error)).toContain('got nothing');
  }
  expect(api.received).toEqual([]);
});

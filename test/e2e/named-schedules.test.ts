import { createProgram } from '../../cli/program.ts';
import { Ductape } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { checkAnswer } from './checked-api.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const charge = (amount: number) =>
  ({
    namespace: 'actions',
    product: 'shop',
    env: 'dev',
    app: 'app',
    event: 'ok',
    input: { amount },
  }) as const;

/** What the command line wrote. */
async function ductape(...args: string[]): Promise<string> {
  let said = '';
  const out = (text: string) => {
    said += `${text}\n`;
  };
  const program = createProgram({ out, err: out, isTerminal: false });
  const scope = ['--endpoint', world.cloud.url, '--product', 'shop', '--env', 'dev'];
  await program.parseAsync([...scope, ...args], { from: 'user' });
  return said;
}

test('a schedule that is declared runs, keeps its job when it is declared otherwise, and ends when it is deleted', async () => {
  const { schedules, jobs } = world.ductape;
  const first = await schedules.upsert('charging', { ...charge(1), schedule: { every: 1000 } });
  expect(first).toMatchObject({
    name: 'charging',
    declared_by: 'call',
    outcome: 'created',
    job: { name: 'charging' },
  });
  await until('two runs', async () => (await jobs.get(first.job.id)).execution_count >= 2);

  const again = await schedules.upsert('charging', { ...charge(1), schedule: { every: 1000 } });
  expect(again).toMatchObject({ outcome: 'unchanged', job: { id: first.job.id } });
  const second = await schedules.upsert('charging', { ...charge(2), schedule: { every: 1000 } });
  expect(second).toMatchObject({ outcome: 'changed', job: { id: first.job.id } });
  const { execution_count: before } = second.job;
  await until('two more runs', async () => (await jobs.get(first.job.id)).execution_count > before + 1);
  expect(await jobs.get(first.job.id)).toMatchObject({ input: { amount: 2 }, result: { done: true } });

  const scope = { product: 'shop', env: 'dev' };
  expect((await schedules.list(scope)).schedules).toMatchObject([
    { name: 'charging', job: { id: first.job.id } },
  ]);
  await schedules.delete('charging', scope);
  expect(await jobs.get(first.job.id)).toMatchObject({
    status: 'cancelled',
    reason: 'The schedule was deleted.',
  });
  await expect(schedules.get('charging', scope)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a name is of one product and env: others neither see, change nor take it', async () => {
  const mine = { ...charge(1), schedule: { cron: '0 9 * * *' } };
  const { job } = await world.ductape.schedules.upsert('daily', mine);
  const other = new Ductape({ endpoint: world.cloud.url, product: 'shop', env: 'stg', scoped: true });
  await expect(other.schedules.get('daily')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(other.schedules.delete('daily')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(other.schedules.upsert('daily', mine)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await other.schedules.list()).schedules).toEqual([]);
  expect(await world.ductape.schedules.get('daily', { product: 'shop', env: 'dev' })).toMatchObject({
    job: { id: job.id },
  });
});

test('a schedule is declared, listed, shown and deleted from the command line', async () => {
  const data = JSON.stringify({ app: 'app', event: 'ok', input: { amount: 5 } });
  const upsert = ['schedules', 'upsert', 'nightly', 'actions', '--cron', '0 3 * * *', '--data', data];
  expect(await ductape(...upsert)).toMatch(/^nightly {2}created {2}job_\w+ {2}\d{4}-\d\d-\d\d 03:00:00Z\n$/);
  expect(await ductape(...upsert)).toContain('nightly  unchanged');
  expect(await ductape('schedules', 'list')).toMatch(/nightly +scheduled +call +app:ok +0 3 \* \* \* +0 /);
  expect(await ductape('schedules', 'get', 'nightly')).toContain('app:ok');
  expect(await ductape('schedules', 'delete', 'nightly')).toBe('deleted\n');
  expect(await ductape('schedules', 'list')).not.toContain('nightly');
});

test('a request that is wrong names all of it, and answers are as the document says', async () => {
  const wrong = { ...charge(1), idempotency_key: 'x', retries: -1, schedule: { cron: 'x' } };
  const path = '/v1/schedules/-x';
  const { payload } = await world.cloud.dispatch.invoke(
    Buffer.from(JSON.stringify({ method: 'PUT', path, body: wrong })),
  );
  const answer = JSON.parse(String(payload));
  checkAnswer('PUT', path, answer.status, answer.body);
  expect(answer.body.issues.map((issue: { path: string }) => issue.path)).toEqual([
    'name',
    'idempotency_key',
    'retries',
    'schedule.cron',
  ]);
  const list = { method: 'GET', path: '/v1/schedules' };
  const unscoped = JSON.parse(
    String((await world.cloud.dispatch.invoke(Buffer.from(JSON.stringify(list)))).payload),
  );
  expect(unscoped).toMatchObject({ status: 400, body: { issues: [{ path: 'product' }, { path: 'env' }] } });
});

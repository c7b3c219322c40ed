import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodeOf, explain } from '../../cli/failure.ts';
import { createProgram } from '../../cli/program.ts';
import type { Config, EnvConfig } from '../../contract/config.ts';
import type { DeclaredSchedule } from '../../contract/named-schedule.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';

const SCOPE = { product: 'shop', env: 'dev' };
const ORDER = { namespace: 'events', broker: 'orders', event: 'created' } as const;
const report = (hour: number, number = 1): DeclaredSchedule => ({
  ...ORDER,
  // Nothing of it is for the embedded cloud only, whatever it is called.
  input: { message: { local: number } },
  schedule: { cron: `0 ${hour} * * *` },
});

let folder: string;
let cloud: Cloud | undefined;
let log: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'declared-'));
  log = [];
});
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
  await rm(folder, { recursive: true, force: true });
}, 30_000);

function configOf(schedules: EnvConfig['schedules']): Config {
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders';
  const orders = { provider: 'sqs', topics: { created: { queueArn } } } as const;
  return { products: { shop: { envs: { dev: { events: { orders }, ...(schedules && { schedules }) } } } } };
}

/** Starts the cloud with these schedules in its config, in the place of an earlier one. */
async function deploy(schedules: EnvConfig['schedules'], at?: string): Promise<Ductape & { now(): number }> {
  await cloud?.stop();
  const clock = at === undefined ? {} : { at: Date.parse(at) };
  cloud = await startCloud({
    config: configOf(schedules),
    dataDirectory: join(folder, 'data'),
    clock: { speed: 1, ...clock },
    log: (line) => void log.push(line),
  });
  const { url, now } = cloud;
  return Object.assign(new Ductape({ transport: checkedTransport(url), ...SCOPE }), { now });
}

async function advance(days: number): Promise<void> {
  const { url, now } = cloud as Cloud;
  const goal = now() + days * 86_400_000;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ms: days * 86_400_000 });
  await fetch(`${url}/_clock/advance`, { method: 'POST', headers, body });
  await until('the goal', () => now() >= goal, 30_000);
}

const standing = async ({ schedules }: Ductape) =>
  (await schedules.list(SCOPE)).schedules.map(
    ({ name, declared_by, job }) => `${name} ${declared_by} ${job.status}`,
  );

test('three deploys of one declared schedule make one report a day', async () => {
  const ids: string[] = [];
  let ductape = await deploy({ report: report(9) }, '2026-01-01T00:00:00Z');
  for (let day = 1; ; day += 1) {
    ids.push((await ductape.schedules.get('report', SCOPE)).job.id);
    await advance(1);
    await until('the report', async () => (await ductape.jobs.get(ids[0] ?? '')).execution_count === day);
    if (day === 3) break;
    ductape = await deploy({ report: report(9) });
  }
  expect(new Set(ids).size).toBe(1);
  const { executions } = await ductape.jobs.getHistory(ids[0] ?? '');
  expect(executions.map(({ occurrence, status }) => [new Date(occurrence).toISOString(), status])).toEqual(
    [3, 2, 1].map((day) => [`2026-01-0${day}T09:00:00.000Z`, 'completed']),
  );
  expect((await ductape.jobs.list({ ...SCOPE, recurring: true })).jobs).toHaveLength(1);
}, 120_000);

test('a start changes what is declared otherwise, ends what is not any more, and leaves pauses and what was made by hand', async () => {
  const first = await deploy({ a: report(9), b: report(9), c: report(9) }, '2026-01-01T00:00:00Z');
  await first.schedules.upsert('mine', { ...SCOPE, ...report(9) });
  const before = await first.schedules.list(SCOPE);
  await first.jobs.pause(before.schedules[1]?.job.id ?? '');
  const second = await deploy({ a: report(10), b: report(9, 2) });
  expect(await standing(second)).toEqual([
    'a config scheduled',
    'b config paused',
    'c config cancelled',
    'mine call scheduled',
  ]);
  const { schedules } = await second.schedules.list(SCOPE);
  expect(schedules.map(({ job }) => job.id)).toEqual(before.schedules.map(({ job }) => job.id));
  expect(schedules[0]?.job.cron).toBe('0 10 * * *');
  expect(await second.jobs.get(schedules[1]?.job.id ?? '')).toMatchObject({
    input: { message: { local: 2 } },
  });

  const over = { ...report(9), schedule: { cron: '0 9 * * *', endDate: '2025-01-01' } };
  const third = await deploy({ over });
  expect(await standing(third)).toEqual([
    'a config cancelled',
    'b config cancelled',
    'c config cancelled',
    'mine call scheduled',
  ]);
  expect(log.filter((line) => line.includes('ERROR'))).toEqual([
    expect.stringMatching(
      /These schedules were refused:\\n {2}products\.shop\.envs\.dev\.schedules\.over: schedule\.endDate: /,
    ),
  ]);
}, 120_000);

/** What the command line wrote and ended with. */
async function ductape(...args: string[]): Promise<{ said: string; code: number }> {
  let said = '';
  const out = (text: string) => {
    said += `${text}\n`;
  };
  const program = createProgram({ out, err: out, isTerminal: false });
  const given = ['--endpoint', cloud?.url ?? '', '--product', 'shop', '--env', 'dev', 'schedules', ...args];
  try {
    await program.parseAsync(given, { from: 'user' });
    return { said, code: 0 };
  } catch (error) {
    return { said: said + explain(error), code: exitCodeOf(error) };
  }
}

test('the command line tells what a config comes to, applies it, and asks before it ends anything', async () => {
  const client = await deploy({ a: report(9), b: report(9) }, '2026-01-01T00:00:00Z');
  const file = join(folder, 'ductape.config.json');
  const config = async (schedules: EnvConfig['schedules']) =>
    await writeFile(file, JSON.stringify(configOf(schedules)));
  const withConfig = (...args: string[]) => ductape(...args, '--config', file);
  await config({ a: report(10), c: report(9) });

  expect(await withConfig('diff')).toEqual({
    said: expect.stringMatching(
      /^NAME +OUTCOME +JOB\na +changed +job_\w+\n + schedule\.cron +"0 9 \* \* \*" → "0 10 \* \* \*"\nb +ended +job_\w+\nc +created\s+0 unchanged\. Nothing was changed\.\n$/,
    ),
    code: 0,
  });
  expect(await withConfig('apply')).toEqual({
    said: expect.stringContaining('End b of shop in dev? There is no terminal to ask at: say --yes.'),
    code: 2,
  });
  expect(await withConfig('prune', '--dry-run')).toMatchObject({ said: expect.stringMatching(/b +ended/) });
  expect(await standing(client)).toEqual(['a config scheduled', 'b config scheduled']);
  expect(await withConfig('prune', '--yes')).toMatchObject({
    said: expect.stringMatching(/b +ended/),
    code: 0,
  });
  expect(await withConfig('apply')).toMatchObject({
    said: expect.stringMatching(/a +changed.*\nc +created/),
    code: 0,
  });
  expect(await withConfig('apply')).toEqual({ said: '2 unchanged.\n', code: 0 });
  expect(await standing(client)).toEqual(['a config scheduled', 'b config cancelled', 'c config scheduled']);

  const scoped = new Ductape({ endpoint: cloud?.url ?? '', ...SCOPE, scoped: true });
  const { schedules } = await scoped.schedules.apply({ schedules: { c: report(9) }, dry_run: true });
  expect(schedules.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual(['a ended', 'c unchanged']);
  const other = { ...SCOPE, env: 'prd', schedules: {} };
  await expect(scoped.schedules.apply(other)).rejects.toMatchObject({ code: 'NOT_FOUND' });

  await config({ c: { ...report(9), schedule: { cron: 'x' } } });
  expect(await withConfig('diff')).toEqual({
    said: expect.stringContaining('products.shop.envs.dev.schedules.c.schedule.cron: not a valid cron'),
    code: 2,
  });
  await config({ c: { ...report(9), schedule: { cron: '0 9 * * *', endDate: '2025-01-01' } } });
  expect(await withConfig('diff')).toEqual({ said: expect.stringContaining('Refused: c.'), code: 1 });
  expect(await ductape('diff', '--config', join(folder, 'none.json'))).toMatchObject({ code: 2 });
}, 120_000);

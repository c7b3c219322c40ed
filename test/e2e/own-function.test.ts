import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionResource } from '../../contract/resources/shared.ts';
import { startCloud } from '../../local/cloud.ts';
import { Ductape } from '../../sdk/index.ts';
import { until } from '../until.ts';

const JOB = `
import { createRequire } from 'node:module';
import legacy from './legacy.cjs';
export default async (input: { say: string; wait?: number }, run) => {
  if (input.wait) await new Promise((done) => setTimeout(done, input.wait));
  console.log('said', input.say);
  run.log.info('logged', { to: input.say });
  if (input.say === 'throw') throw Object.assign(new Error('no funds'), { code: 'CARD_DECLINED' });
  if (input.say === 'loop') { const loop = {}; loop.loop = loop; return loop; }
  return {
    said: input.say, key: run.idempotency_key, job: run.job_id, n: run.number, left: run.deadline - Date.now(),
    mode: process.env.MODE, dotenv: process.env.FROM_DOTENV, hidden: process.env.API_KEY ?? null,
    length: (await run.secret('API_KEY')).length, legacy: legacy.sep,
  };
};
`;

let folder: string;
let cloud: Awaited<ReturnType<typeof startCloud>>;
let ductape: Ductape<{ endpoint: string; product: string; env: string }>;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'own-function-'));
  // A CommonJS module whose require is only seen when it runs.
  await writeFile(
    join(folder, 'legacy.cjs'),
    "const name = 'node:' + 'path'; module.exports = { sep: require(name).sep };",
  );
  await writeFile(join(folder, 'job.ts'), JOB);
  const report: FunctionResource = {
    provider: 'function',
    entry: join(folder, 'job.ts'),
    environment: { MODE: 'fast' },
    secrets: ['API_KEY'],
  };
  cloud = await startCloud({
    config: {
      products: { shop: { envs: { dev: { workflows: { report, other: { ...report, secrets: [] } } } } } },
    },
    dataDirectory: join(folder, 'data'),
    secrets: { API_KEY: 'topsecret' },
    ownVariables: { FROM_DOTENV: 'yes', API_KEY: 'topsecret', MODE: 'slow' },
    log: (line, own) => own !== undefined && void lines.push(`${own} ${line}`),
  });
  ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
}, 60_000);
afterAll(async () => {
  await cloud?.stop();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

/** The job of a dispatch once it has ended. */
async function ended(workflow: string, input: Record<string, unknown>) {
  const { job_id } = await ductape.workflows.dispatch({ workflow, input });
  return await until(
    'the end of the job',
    async () => {
      const job = await ductape.jobs.get(job_id);
      return ['completed', 'failed'].includes(job.status) && job;
    },
    20_000,
  );
}

test("the developer's own function runs with its input, the run, its variables and its secrets", async () => {
  const job = await ended('report', { say: 'hello' });
  expect(job.result).toMatchObject({
    said: 'hello',
    key: expect.stringMatching(`^${job.id}-\\d+$`),
    job: job.id,
    n: 1,
    mode: 'fast',
    dotenv: 'yes',
    length: 'topsecret'.length,
    legacy: '/',
  });
  const { left } = job.result as { left: number };
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThanOrEqual(30_000);
});

test('a function that does not list a secret has it neither in its environment nor by its name', async () => {
  const { last_error } = await ended('other', { say: 'hello' });
  expect(last_error?.message).toBe(
    `the config does not list the secret "API_KEY" among the function's secrets`,
  );
});

test('what it throws is the error of the run, with its code and where in the source it was thrown', async () => {
  const { last_error } = await ended('report', { say: 'throw' });
  expect(last_error).toMatchObject({ code: 'CARD_DECLINED', message: 'no funds' });
  expect(last_error?.stack).toMatch(/^at .*job\.ts:8:/);
});

test('what it returns and cannot be kept is a run that was completed', async () => {
  const job = await ended('report', { say: 'loop' });
  expect(job).toMatchObject({
    status: 'completed',
    result: { kept: false, reason: 'the result is not JSON' },
  });
});

test('what it writes is told with its name', async () => {
  await ended('report', { say: 'aloud' });
  expect(lines).toContain('report said aloud');
  expect(lines.find((line) => line.includes('"message":"logged"') && line.includes('aloud'))).toMatch(
    /^report \{/,
  );
});

test('more runs at once than there are environments all complete', async () => {
  const all = await Promise.all(
    Array.from({ length: 30 }, (_, n) => ended('report', { say: `n${n}`, wait: 200 })),
  );
  expect(all.map(({ status }) => status)).toEqual(all.map(() => 'completed'));
});

test('a saved file is used by the next run, and one that cannot be bundled fails it by its line', async () => {
  await writeFile(join(folder, 'job.ts'), 'export default () => "mended";\n');
  expect((await ended('report', {})).result).toBe('mended');
  await writeFile(join(folder, 'job.ts'), 'export default () => (;\n');
  expect((await ended('report', {})).last_error?.message).toMatch(
    /workflows\.report\.entry: .*job\.ts cannot be bundled: .*:1\)/,
  );
  await writeFile(join(folder, 'job.ts'), 'export default () => "again";\n');
  expect((await ended('report', {})).result).toBe('again');
});

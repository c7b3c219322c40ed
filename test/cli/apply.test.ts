import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok, runDuctape } from './run-ductape.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apply-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `apply --dry-run` says to a config with an own function and a schedule. */
async function dryRun(code: string, ...more: string[]) {
  await writeFile(join(folder, 'job.ts'), code);
  const hello = { provider: 'function', entry: './job.ts' };
  const morning = { namespace: 'workflows', workflow: 'hello', input: {}, schedule: { cron: '0 9 * * *' } };
  const hourly = { ...morning, schedule: { every: 3_600_000 } };
  const dev = { workflows: { hello }, schedules: { morning, hourly } };
  const config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify({ products: { app: { envs: { dev } } } }));
  return await runDuctape([ok({})], 'apply', '--dry-run', '--config', config, ...more);
}

const path = 'products.app.envs.dev';

test('a dry run shows resources, schedules and secrets', async () => {
  const { out, err, code } = await dryRun('export default async () => 1;');
  expect({ lines: out.split('\n'), err, code }).toEqual({
    lines: [
      expect.stringMatching(/^RESOURCE +PROVIDER$/),
      expect.stringMatching(/^products\.app\.envs\.dev\.workflows\.hello +function$/),
      expect.stringMatching(/^SCHEDULE +NAMESPACE +WHEN$/),
      expect.stringMatching(/^products\.app\.envs\.dev\.schedules\.morning +workflows +0 9 \* \* \* UTC$/),
      expect.stringMatching(/^products\.app\.envs\.dev\.schedules\.hourly +workflows +every 1h$/),
      'Secrets needed: none',
      '',
    ],
    err: '',
    code: 0,
  });
  expect(JSON.parse((await dryRun('export default async () => 1;', '--json')).out).schedules[0]).toEqual({
    path: `${path}.schedules.morning`,
    namespace: 'workflows',
    schedule: { cron: '0 9 * * *' },
  });
});

test.each([
  ['export const job = 1;', 'exports no "default"'],
  ['export default async () => {', 'cannot be bundled: Unexpected end of file'],
  ["import './not-there.ts'; export default async () => 1;", 'Could not resolve "./not-there.ts"'],
])('a dry run refuses the own function %j', async (code, message) => {
  const said = await dryRun(code);
  expect(said.err).toContain(`${path}.workflows.hello.entry: `);
  expect(said.err).toContain(message);
  expect(said.code).toBe(2);
});

test('Node warns of nothing where the folder does not say which kind of modules it has', async () => {
  await writeFile(join(folder, 'package.json'), '{}');
  await writeFile(join(folder, 'plain.config.ts'), 'export default { products: {} };');
  const args = ['cli/main.ts', 'apply', '--dry-run', '--config', join(folder, 'plain.config.ts')];
  const { stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
});

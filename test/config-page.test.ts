import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { withOwnModules } from '../bin/own-modules.ts';
import { NAMESPACES } from '../contract/namespaces.ts';
import { ok, runDuctape } from './cli/run-ductape.ts';

const page = await readFile('docs/config.md', 'utf8');
const [whole = '', ...parts] = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
const fields = parts.map((code) => runInNewContext(`({${code}})`) as Record<string, unknown>);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-page-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const dryRun = (file: string) => runDuctape([ok({})], 'apply', '--dry-run', '--config', file);

test('the page about configs shows each namespace once', () => {
  expect(fields.flatMap(Object.keys).sort()).toEqual(
    [...NAMESPACES, 'inputSecrets', 'maintenance', 'schedules'].sort(),
  );
});

test('the config that the page begins with is taken as it stands', async () => {
  const file = join(folder, 'ductape.config.mjs');
  await writeFile(file, whole);
  expect(await dryRun(file)).toMatchObject({
    err: '',
    code: 0,
    out: expect.stringContaining('dev.actions.payments'),
  });
});

test.each(fields.map((part) => [Object.keys(part).join(), part] as const))(
  'the example of %s is taken by a dry run',
  async (_name, part) => {
    // A schedule calls what stands beside it.
    const dev = { ...fields.find((each) => 'actions' in each), ...part };
    const config = { products: { shop: { envs: { dev } } } };
    const file = join(folder, 'config.json');
    await writeFile(file, JSON.stringify(withOwnModules(structuredClone(config) as never, 'config.json')));
    expect(await dryRun(file)).toMatchObject({ err: '', code: 0 });
  },
);

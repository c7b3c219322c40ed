import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { withOwnModules } from '../../bin/own-modules.ts';
import type { Config } from '../../contract/config.ts';
import { ok, runDuctape } from '../cli/run-ductape.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:wf';
const configOf = (handler: string): Config => ({
  products: {
    shop: { envs: { dev: { workflows: { wf: { provider: 'lambda', functionArn, local: { handler } } } } } },
  },
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handlers-'));
  await writeFile(join(folder, 'wf.mjs'), 'export const handler = () => 1;\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each(['./wf.mjs', 'wf.mjs'])(
  'the handler %s is a file beside the config, wherever one works',
  (handler) => {
    const config = configOf(handler);
    for (const file of [join(folder, 'c.json'), relative('', join(folder, 'c.json'))]) {
      expect(withOwnModules(config, file)).toEqual(configOf(join(folder, 'wf.mjs')));
    }
    expect(config).toEqual(configOf(handler));
  },
);

test.each([
  ['that is not there', './none.mjs'],
  ['that is a folder', '.'],
])('a handler %s is refused, and the field and the file are named', (_what, handler) => {
  const message = `  products.shop.envs.dev.workflows.wf.local.handler: there is no file ${join(folder, handler)}`;
  expect(() => withOwnModules(configOf(handler), join(folder, 'c.json'))).toThrow(message);
});

test('a dry run refuses a config whose handler is not there with 2, and takes it when it is', async () => {
  const file = join(folder, 'c.json');
  await writeFile(file, JSON.stringify(configOf('./none.mjs')));
  const refused = await runDuctape([ok({})], 'apply', '--dry-run', '--config', file);
  expect(refused).toMatchObject({
    code: 2,
    err: expect.stringContaining('wf.local.handler: there is no file'),
  });
  await writeFile(file, JSON.stringify(configOf('./wf.mjs')));
  expect((await runDuctape([ok({})], 'apply', '--dry-run', '--config', file)).code).toBe(0);
});

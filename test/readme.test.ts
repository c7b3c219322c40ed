import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../bin/start-options.ts';
import { readmeArguments, readmeFiles } from '../packaging/readme.ts';
import { ok, runDuctape } from './cli/run-ductape.ts';

const files = readmeFiles();

test('a function at nine takes at most nine lines', () => {
  expect(Object.keys(files)).toEqual(['report.ts', 'ductape.config.ts']);
  const lines = Object.values(files)
    .join('')
    .split('\n')
    .filter((line) => line.trim() !== '');
  expect(lines.length).toBeLessThanOrEqual(9);
});

test('the first config of the README is taken as it stands', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'readme-'));
  try {
    const define = 'const defineConfig = (config) => config;';
    const { 'report.ts': report = '', 'ductape.config.ts': config = '' } = files;
    await writeFile(join(folder, 'report.ts'), report);
    await writeFile(join(folder, 'config.mjs'), config.replace(/^import .*defineConfig.*$/m, define));
    const said = await runDuctape([ok({})], 'apply', '--dry-run', '--config', join(folder, 'config.mjs'));
    expect(said).toMatchObject({
      err: '',
      code: 0,
      out: expect.stringMatching(/daily +workflows +0 9 \* \* \* UTC/),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('the options of its embedded cloud are such, a while before nine', () => {
  expect(readOptions(readmeArguments('npx ductape dev'))).toMatchObject({
    clock: { speed: 60, at: Date.parse('2026-01-01T08:55:00Z') },
  });
});

import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalBundle } from '../../local/local-bundle.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A time of its own for each write: two within a tick of the file system's clock are one to it. */
let time = 1_700_000_000;
async function save(name: string, code: string): Promise<void> {
  await writeFile(join(folder, name), code);
  time += 1;
  await utimes(join(folder, name), time, time);
}

const bundleOf = (name: string) =>
  new LocalBundle(
    {
      options: (to) => ({
        entryPoints: [join(folder, name)],
        outfile: join(to, 'index.mjs'),
        bundle: true,
        format: 'esm',
        metafile: true,
        logLevel: 'silent',
      }),
      fault: (cause) => new Error('it cannot be bundled', { cause }),
    },
    join(folder, 'out', 'job'),
  );

const codeIn = (path: string) => readFile(join(path, 'index.mjs'), 'utf8');

test('a bundle stays while its files do, and is another one once any of them was saved', async () => {
  await save('part.js', 'export const part = "one";');
  await save('job.js', 'import { part } from "./part.js"; export const handler = () => part;');
  const bundle = bundleOf('job.js');
  const first = await bundle.current();
  expect(await codeIn(first)).toContain('one');
  expect(await bundle.current()).toBe(first);
  await save('part.js', 'export const part = "two";');
  const second = await bundle.current();
  expect(second).not.toBe(first);
  expect(await codeIn(second)).toContain('two');
  expect(await codeIn(first)).toContain('one');
});

test('those that ask at once have one bundle, and no more than two are kept', async () => {
  await save('job.js', 'export const n = 0;');
  const bundle = bundleOf('job.js');
  const all = await Promise.all([bundle.current(), bundle.current(), bundle.current()]);
  expect(new Set(all).size).toBe(1);
  for (const n of [1, 2, 3]) {
    await save('job.js', `export const n = ${n};`);
    await bundle.current();
  }
  expect(await readdir(join(folder, 'out'))).toHaveLength(2);
});

test('a file that cannot be bundled is the fault of each call until it is mended', async () => {
  await save('job.js', 'export const n = 0;');
  const bundle = bundleOf('job.js');
  await bundle.current();
  await save('job.js', 'export const = ;');
  await expect(bundle.current()).rejects.toThrow('it cannot be bundled');
  await expect(bundle.current()).rejects.toThrow('it cannot be bundled');
  await save('job.js', 'export const n = 1;');
  expect(await codeIn(await bundle.current())).toContain('n = 1');
});

test('a file that is gone is a change', async () => {
  await save('job.js', 'export const n = 0;');
  const bundle = bundleOf('job.js');
  await bundle.current();
  await rm(join(folder, 'job.js'));
  await expect(bundle.current()).rejects.toThrow('it cannot be bundled');
});

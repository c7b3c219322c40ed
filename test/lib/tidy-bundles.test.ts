import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { HOUR } from '../../core/time/units.ts';
import { bundleAhead, bundleFunction, tidyBundles } from '../../lib/bundle.ts';
import { startBundler } from '../../local/bundling.ts';

const before = process.cwd();
let site: string;

beforeEach(() => {
  site = mkdtempSync(join(tmpdir(), 'bundles-'));
  process.chdir(site);
});
afterEach(() => {
  process.chdir(before);
  rmSync(site, { recursive: true, force: true });
});

const pathOf = (name: string) => join(site, '.ductape', 'bundles', name);
const age = (name: string, ms: number) => {
  const then = new Date(Date.now() - ms);
  utimesSync(pathOf(name), then, then);
};

test('bundles of before are removed, but not those of this start, nor what others make at the moment', () => {
  const own = basename(bundleFunction('dead-letter', { products: {} }));
  age(own, 5 * HOUR);
  for (const [name, ms] of [
    ['executor-0123456789abcdef', 2 * HOUR],
    ['executor-0123456789abcdef.half-made', 2 * HOUR],
    ['dispatch-0123456789abcdef', HOUR / 2],
  ] as const) {
    mkdirSync(pathOf(name));
    age(name, ms);
  }
  tidyBundles();
  expect(
    [
      own,
      'executor-0123456789abcdef',
      'executor-0123456789abcdef.half-made',
      'dispatch-0123456789abcdef',
    ].map((name) => existsSync(pathOf(name))),
  ).toEqual([true, false, false, true]);
});

test('a bundle that is asked for again is as good as new for every process', () => {
  const own = basename(bundleFunction('dead-letter', { products: {} }));
  age(own, 5 * HOUR);
  bundleFunction('dead-letter', { products: {} });
  expect(statSync(pathOf(own)).mtimeMs).toBeGreaterThan(Date.now() - HOUR);
});

test('nothing is tidied where nothing was bundled', () => {
  expect(tidyBundles).not.toThrow();
  expect(existsSync(join(site, '.ductape'))).toBe(false);
});

test('a folder that is told holds the bundles, and nothing else after it is tidied of all others', () => {
  const folder = join(site, 'data', 'bundles');
  const own = bundleFunction('dead-letter', { products: {} }, folder);
  expect(basename(own)).toMatch(/^dead-letter-[0-9a-f]{16}$/);
  mkdirSync(join(folder, 'dead-letter-0123456789abcdef'));
  tidyBundles(folder, 0);
  expect(readdirSync(folder)).toEqual([basename(own)]);
  expect(existsSync(join(site, '.ductape'))).toBe(false);
});

test('what is bundled ahead is what is asked for later, and is not bundled again', async () => {
  const folder = join(site, 'ahead');
  const bundler = await startBundler();
  const begun: string[][] = [];
  const ahead = () => bundleAhead(folder, bundler.build, (names) => void begun.push(names));
  await ahead();
  await bundler.stop();
  const made = readdirSync(folder).sort();
  await ahead();
  expect(begun).toEqual([['dispatch', 'executor', 'dead-letter', 'webhooks', 'projector']]);
  bundleFunction('dead-letter', { products: {} }, folder);
  expect(readdirSync(folder).sort()).toEqual(made);
});

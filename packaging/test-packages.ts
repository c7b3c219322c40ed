import { rmSync } from 'node:fs';
import { unknownName } from '../core/validation/nearest-name.ts';
import { checkClient } from './checks/client.ts';
import { checkConstruct } from './checks/construct.ts';
import { checkEmulator } from './checks/emulator.ts';
import { checkExamples } from './checks/examples.ts';
import { checkFirstProject } from './checks/first-project.ts';
import { checkKit } from './checks/kit.ts';
import { checkNext } from './checks/next.ts';
import { checkPages } from './checks/pages.ts';
import { checkReadme } from './checks/readme.ts';
import { checkRuntimes } from './checks/runtimes.ts';
import { checkTypes } from './checks/types.ts';
import { checkAll, packAll } from './pack.ts';
import { freshFolder, freshFolders, Unavailable } from './project.ts';

/**
 * Packs every package, holds the tarballs against what publishers check, and installs them into folders outside of the checkout, where
 * programs of all kinds use them. Needs a build and the registry of packages. With names of checks it does those only.
 */
const CHECKS = {
  kit: checkKit,
  client: checkClient,
  runtimes: checkRuntimes,
  types: checkTypes,
  construct: checkConstruct,
  next: checkNext,
  emulator: checkEmulator,
  first: checkFirstProject,
  readme: checkReadme,
  examples: checkExamples,
  pages: checkPages,
};

/** Checks at once: for much of its time each waits for the registry or a clock. */
const AT_ONCE = 2;

const since = (start: number) => `${Math.round((performance.now() - start) / 1000)} s`;
const counts = { failed: 0, skipped: 0, passed: 0 };

/** Does a check; what a program of it has said is indented, so that its own sums are not taken for these. */
async function count(name: string, check: () => Promise<void>): Promise<void> {
  const start = performance.now();
  const end = (how: keyof typeof counts, why = '') => {
    counts[how] += 1;
    console.log(`${name}: ${how} (${since(start)})${why.replaceAll(/^/gm, '  ').trimStart()}`);
  };
  try {
    await check();
    end('passed');
  } catch (error) {
    if (error instanceof Unavailable) end('skipped', `, as the registry cannot give it: ${error.message}`);
    else end('failed', `: ${error instanceof Error ? error.stack : error}`);
  }
}

const began = performance.now();
const wanted = process.argv.slice(2);
for (const name of wanted)
  if (!Object.hasOwn(CHECKS, name)) throw new Error(unknownName('check', name, Object.keys(CHECKS)));
try {
  const tarballs = packAll(freshFolder('packed'));
  checkAll(tarballs);
  const waiting = Object.entries(CHECKS).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, check] = next;
      await count(name, () => check(tarballs));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
} finally {
  for (const each of freshFolders()) rmSync(each, { recursive: true, force: true });
}
const sums = Object.entries(counts).map(([how, number]) => `${number} ${how}`);
console.log(`Tests: ${sums.join(', ')}, of packages (${since(began)})`);
if (counts.failed > 0) process.exitCode = 1;

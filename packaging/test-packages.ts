import { rmSync } from 'node:fs';
import { checkClient } from './checks/client.ts';
import { checkConstruct } from './checks/construct.ts';
import { checkEmulator } from './checks/emulator.ts';
import { checkFirstProject } from './checks/first-project.ts';
import { checkNext } from './checks/next.ts';
import { checkReadme } from './checks/readme.ts';
import { checkRuntimes } from './checks/runtimes.ts';
import { checkTypes } from './checks/types.ts';
import { checkAll, packAll } from './pack.ts';
import { freshFolder, freshFolders } from './project.ts';

/**
 * Packs every package, holds the tarballs against what publishers check, and installs them into folders outside of the checkout, where
 * programs of all kinds use them. Needs a build and the registry of packages. With names of checks it does those only.
 */
const CHECKS = {
  client: checkClient,
  runtimes: checkRuntimes,
  types: checkTypes,
  construct: checkConstruct,
  next: checkNext,
  emulator: checkEmulator,
  first: checkFirstProject,
  readme: checkReadme,
};

const began = performance.now();
const since = (start: number) => `${Math.round((performance.now() - start) / 1000)} s`;
const wanted = process.argv.slice(2);
try {
  const tarballs = packAll(freshFolder('packed'));
  checkAll(tarballs);
  for (const [name, check] of Object.entries(CHECKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const start = performance.now();
    await check(tarballs);
    console.log(`${name}: done (${since(start)}).`);
  }
  console.log(`All packages work (${since(began)}).`);
} finally {
  for (const each of freshFolders()) rmSync(each, { recursive: true, force: true });
}

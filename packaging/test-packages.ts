import { rmSync } from 'node:fs';
import { checkClient } from './checks/client.ts';
import { checkTypes } from './checks/types.ts';
import { packAll } from './pack.ts';
import { freshFolder, freshFolders } from './project.ts';

/**
 * Packs every package, holds the tarballs against what publishers check, and installs them into folders outside of the checkout, where
 * programs of all kinds use them. Needs the registry of packages.
 */
const began = performance.now();
const folder = freshFolder('packed');
try {
  const tarballs = packAll(folder);
  await checkClient(tarballs);
  await checkTypes(tarballs);
  console.log(`All packages work (${Math.round((performance.now() - began) / 1000)} s).`);
} finally {
  for (const each of freshFolders()) rmSync(each, { recursive: true, force: true });
}

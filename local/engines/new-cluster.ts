import { randomUUID } from 'node:crypto';
import { existsSync, openAsBlob } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** In the working directory, beside the bundles; not under version control. */
const ownFolder = () => join(process.cwd(), '.ductape');

/**
 * An archive of a PostgreSQL data directory in which nothing is yet, for the `loadDataDir` of PGlite: making one takes seconds
 * of a processor, so it is made once for each version of PGlite and kept.
 * @param folder where it is kept; `.ductape` of the working directory unless told
 */
export async function newCluster(folder = ownFolder()): Promise<Blob> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(await readFile(join(dirname(entry), '..', 'package.json'), 'utf8'));
  const file = join(folder, `postgres-${version}.tar.gz`);
  if (!existsSync(file)) await make(file);
  return await openAsBlob(file);
}

/** Others may make the same at the same time: the last one replaces it with its like. */
async function make(file: string): Promise<void> {
  const db = await PGlite.create();
  const archive = await db.dumpDataDir('gzip');
  await db.close();
  const aside = `${file}.${randomUUID()}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(aside, await archive.bytes());
  await rename(aside, file);
}

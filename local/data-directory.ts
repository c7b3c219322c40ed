import { chmod, lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works with the same data. */
export class DataInUseError extends Error {
  readonly code = 'DATA_IN_USE';
}

/** What accounts other than the owner's may do with a file, in its mode. */
const OF_OTHERS = 0o077;

/**
 * Makes the directory and keeps other processes out until the returned function is called, or this process ends in any
 * way: the lock is the system's. Keeps other accounts of the machine out too: what is there, and every file that this
 * process and its children make from now on, is for its owner only. @throws DataInUseError
 */
export async function lockDataDirectory(directory: string): Promise<() => void> {
  process.umask(OF_OTHERS);
  await mkdir(directory, { recursive: true });
  await closeToOthers(directory);
  const database = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout = 2000; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new DataInUseError(`${directory} is in use by another embedded cloud`, { cause });
  }
  return () => database.close();
}

/** Takes the rights of other accounts away from a directory that was made with more, and from all in it. */
async function closeToOthers(directory: string): Promise<void> {
  const { mode } = await lstat(directory);
  if (process.platform === 'win32' || (mode & OF_OTHERS) === 0) return;
  // First, so that nothing in it is exchanged meanwhile.
  await chmod(directory, mode & ~OF_OTHERS);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    await chmod(path, (await lstat(path)).mode & ~OF_OTHERS);
  }
}

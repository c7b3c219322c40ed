import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works with the same data. */
export class DataInUseError extends Error {
  readonly code = 'DATA_IN_USE';
}

/**
 * Makes the directory and keeps other processes out until the returned function is called, or this process ends in any
 * way: the lock is the system's. @throws DataInUseError
 */
export async function lockDataDirectory(directory: string): Promise<() => void> {
  await mkdir(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, 'lock.sqlite'));
  try {
    database.exec('PRAGMA busy_timeout = 2000; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new DataInUseError(`${directory} is in use by another embedded cloud`, { cause });
  }
  return () => database.close();
}

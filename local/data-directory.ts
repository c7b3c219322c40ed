import { chmod, lstat, mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** Another process works with the same data. */
export class DataInUseError extends Error {
  readonly code = 'DATA_IN_USE';
}

/** The path cannot be a data directory: it is a file, or a directory with files of another kind. */
export class DataDirectoryError extends Error {
  readonly code = 'NOT_A_DATA_DIRECTORY';
}

/** The data were written in another format, and would be half read. */
export class DataFormatError extends Error {
  readonly code = 'DATA_FORMAT';
}

/** A data directory that is held by this process. */
export interface DataDirectory {
  /** The directory itself, with symbolic links followed. */
  path: string;
  /** Lets other processes in. */
  release(): void;
}

/** What accounts other than the owner's may do with a file, in its mode. */
const OF_OTHERS = 0o077;

/** The first file of every data directory, by which it is known again. */
const LOCK = 'lock.sqlite';

/**
 * Counts the formats of data directories: of the table's keys and indexes, of schedules, of the clock. What stands in the table and in
 * messages has versions of its own, which an upgrade reads (decision 54). An author who changes one of the others so that data of
 * before would be read wrongly makes it one higher; `test/local/data-format.test.ts` tells of some.
 */
export const FORMAT = 5;

/** Says in which format the data are. */
const FORMAT_FILE = 'format.json';

const Written = z.object({ format: z.int() });

/** What there is of a new directory before its format is written. */
const FIRST = [LOCK, `${LOCK}-journal`, `${FORMAT_FILE}.new`];

/** What SQLite says of a file that another process has locked. */
const SQLITE_BUSY = 5;

/**
 * Makes the data directory unless it is there, and keeps other processes out until it is released or this process ends in
 * any way: the lock is the system's. Keeps other accounts of the machine out by the mode of the directory alone; the modes
 * below it are left as they are, and files that this process and its children make from now on are for their owner only.
 * @throws DataDirectoryError for a file, and for a directory that holds anything but the data of an embedded cloud
 * @throws DataFormatError for data of another format than {@link FORMAT}, in which nothing is changed
 * @throws DataInUseError when another process holds it
 */
export async function openDataDirectory(named: string): Promise<DataDirectory> {
  process.umask(OF_OTHERS);
  await mustBeDataDirectory(named);
  await mkdir(named, { recursive: true });
  const path = await realpath(named);
  await closeToOthers(path);
  const database = new DatabaseSync(join(path, LOCK));
  try {
    database.exec('PRAGMA busy_timeout = 2000; BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    const { errcode } = cause as { errcode?: number };
    if (errcode !== SQLITE_BUSY) throw brokenFile(join(path, LOCK), cause);
    throw new DataInUseError(`${named} is in use by another embedded cloud`, { cause });
  }
  await writeFile(join(path, `${FORMAT_FILE}.new`), JSON.stringify({ format: FORMAT }));
  await rename(join(path, `${FORMAT_FILE}.new`), join(path, FORMAT_FILE));
  return { path, release: () => database.close() };
}

/** Refuses a path whose content the embedded cloud did not make, or made in another format, before anything is changed there. */
async function mustBeDataDirectory(named: string): Promise<void> {
  const there = await lstat(named).catch(orAbsent(named));
  if (!there) return;
  const target = await stat(named).catch(orAbsent(named));
  if (!target) throw new DataDirectoryError(`${named} is a symbolic link to nothing: name a directory`);
  if (!target.isDirectory()) throw new DataDirectoryError(`${named} is not a directory`);
  const names = await readdir(named);
  if (names.every((name) => FIRST.includes(name))) return;
  if (!names.includes(LOCK)) {
    throw new DataDirectoryError(
      `${named} holds other files, and no data of an embedded cloud: name an empty or a new directory, or delete what is left of an old one`,
    );
  }
  const format = names.includes(FORMAT_FILE) ? await formatIn(join(named, FORMAT_FILE)) : undefined;
  if (format === FORMAT) return;
  throw new DataFormatError(
    `${named} holds data of ${format === undefined ? 'an earlier format' : `format ${format}`}, and this version reads ` +
      `format ${FORMAT} only: begin with another --data, or delete ${named} with the jobs in it`,
  );
}

async function formatIn(file: string): Promise<number> {
  try {
    return Written.parse(JSON.parse(await readFile(file, 'utf8'))).format;
  } catch (cause) {
    throw brokenFile(file, cause);
  }
}

/** Undefined for what is not there. */
function orAbsent(named: string) {
  return ({ code, message }: NodeJS.ErrnoException): undefined => {
    if (code === 'ENOENT') return undefined;
    throw new DataDirectoryError(`${named} cannot be a data directory: ${message}`);
  };
}

/** Takes the rights of other accounts on the directory away; nothing below it can be reached without them. */
async function closeToOthers(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform === 'win32' || (mode & OF_OTHERS) === 0) return;
  await chmod(path, mode & ~OF_OTHERS);
}

/** The error of a file of the data directory that does not hold what the embedded cloud wrote into it. */
export function brokenFile(path: string, cause: unknown): Error {
  const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
  return new Error(
    `${path} is damaged (${reason}): put a copy of it back, or begin with another data directory`,
    { cause },
  );
}

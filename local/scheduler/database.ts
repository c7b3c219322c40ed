import { DatabaseSync } from 'node:sqlite';
import { brokenFile } from '../data-directory.ts';

/** The tables of schedules and what belongs to them; they are of the data's format. */
export const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS groups (
    name TEXT PRIMARY KEY, created INTEGER NOT NULL, modified INTEGER NOT NULL, tags TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS schedules (
    group_name TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, state TEXT NOT NULL,
    created INTEGER NOT NULL, modified INTEGER NOT NULL, revision INTEGER NOT NULL,
    occurrence INTEGER, due INTEGER,
    PRIMARY KEY (group_name, name)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS schedules_due ON schedules (due) WHERE due IS NOT NULL;
  CREATE TABLE IF NOT EXISTS executions (
    id TEXT PRIMARY KEY, group_name TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL,
    target TEXT NOT NULL, scheduled INTEGER NOT NULL, started INTEGER NOT NULL, attempt INTEGER NOT NULL,
    due INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS executions_due ON executions (due) WHERE due IS NOT NULL;
  CREATE INDEX IF NOT EXISTS executions_schedule ON executions (group_name, name);
  CREATE TABLE IF NOT EXISTS client_tokens (
    action TEXT NOT NULL, token TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (action, token)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS client_tokens_at ON client_tokens (at);
`;

/**
 * Opens the file, or memory for `:memory:`, and creates what is missing. A write-ahead log that is not synced
 * at every commit survives the death of the process; only the death of the machine can lose the last commits.
 * @throws Error naming a file that is not such a database
 */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec(SCHEMA);
  } catch (cause) {
    database.close();
    throw brokenFile(file, cause);
  }
  return database;
}

/** Runs `work` in one transaction, joining the one already open; an error rolls everything back. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

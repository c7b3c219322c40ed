import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import { DAY, HOUR } from '../../core/time/units.ts';
import { brokenFile } from '../data-directory.ts';

/** An item or a key in the JSON of DynamoDB, such as `{"pk":{"S":"a"}}`. */
export type Item = Record<string, unknown>;

/** The stream of a table. */
export interface TableStream {
  id: number;
  table: string;
  /** What distinguishes it from earlier streams of the table. */
  label: string;
  view: string;
  /** The names of the table's key attributes, the partition key first. */
  keys: string[];
  /** The highest sequence number that is not kept any more; 0 if all are kept. */
  trimmed: number;
}

/** A write that is about to be tried: the item before it, undefined where there is none. */
export interface Intent {
  id: number;
  stream: TableStream;
  key: Item;
  old: Item | undefined;
}

/** A change of one item. */
export interface ChangeRecord {
  sequence: number;
  /** Unix ms. */
  at: number;
  key: Item;
  old: Item | undefined;
  new: Item | undefined;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS streams (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, label TEXT, view TEXT, keys TEXT, trimmed INTEGER);
  CREATE TABLE IF NOT EXISTS intents (id INTEGER PRIMARY KEY, stream INTEGER, key TEXT, old TEXT);
  CREATE TABLE IF NOT EXISTS records (sequence INTEGER PRIMARY KEY AUTOINCREMENT, stream INTEGER, at INTEGER, key TEXT, old TEXT, new TEXT);
  CREATE INDEX IF NOT EXISTS by_stream ON records (stream, sequence);
`;

/** How long DynamoDB keeps a record. */
const RETENTION = DAY;

/** The streams of an engine's tables with their records of the last 24 hours, in a file that survives `kill -9`. */
export class StreamLog {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #streams = new Map<string, TableStream>();
  #trimmedAt = Number.NEGATIVE_INFINITY;

  /** @param now Unix ms */
  constructor(file: string, now: () => number = Date.now) {
    this.#now = now;
    this.#database = new DatabaseSync(file);
    try {
      this.#database.exec(SCHEMA);
    } catch (cause) {
      this.#database.close();
      throw brokenFile(file, cause);
    }
    for (const row of this.#all('SELECT * FROM streams')) {
      const [id, trimmed] = [Number(row['id']), Number(row['trimmed'])];
      const [table, label, view] = [row['name'], row['label'], row['view']].map(String) as [
        string,
        string,
        string,
      ];
      this.#streams.set(table, { id, table, label, view, trimmed, keys: parse(row['keys']) as string[] });
    }
    this.#trim();
  }

  /** The stream of a table, undefined where it has none. */
  of(table: unknown): TableStream | undefined {
    return this.#streams.get(String(table));
  }

  all(): TableStream[] {
    return [...this.#streams.values()];
  }

  /** Whether no table has a stream. */
  isEmpty(): boolean {
    return this.#streams.size === 0;
  }

  enable(table: string, view: string, keys: string[]): void {
    const label = new Date().toISOString().slice(0, -1);
    const sql = 'INSERT INTO streams (name, label, view, keys, trimmed) VALUES (?, ?, ?, ?, 0)';
    const { lastInsertRowid } = this.#database.prepare(sql).run(table, label, view, JSON.stringify(keys));
    this.#streams.set(table, { id: Number(lastInsertRowid), table, label, view, keys, trimmed: 0 });
  }

  /** Ends the stream of a table. Its records go at once; DynamoDB keeps them for a day. */
  disable(table: string): void {
    const stream = this.#streams.get(table);
    if (!stream) return;
    this.#streams.delete(table);
    this.#atOnce(() => {
      for (const [name, column] of [
        ['records', 'stream'],
        ['intents', 'stream'],
        ['streams', 'id'],
      ])
        this.#run(`DELETE FROM ${name} WHERE ${column} = ?`, stream.id);
    });
  }

  /** Notes writes before they are tried. */
  intend(writes: readonly Omit<Intent, 'id'>[]): Intent[] {
    const sql = 'INSERT INTO intents (stream, key, old) VALUES (?, ?, ?)';
    return this.#atOnce(() =>
      writes.map((write) => {
        const { lastInsertRowid } = this.#run(
          sql,
          write.stream.id,
          JSON.stringify(write.key),
          text(write.old),
        );
        return { ...write, id: Number(lastInsertRowid) };
      }),
    );
  }

  /** The writes that were noted and not settled: those under way when the process ended. */
  intents(): Intent[] {
    const streams = new Map(this.all().map((stream) => [stream.id, stream]));
    return this.#all('SELECT * FROM intents ORDER BY id').flatMap(({ id, stream: number, key, old }) => {
      const stream = streams.get(Number(number));
      return stream ? [{ id: Number(id), stream, key: parse(key) as Item, old: parse(old) as Item }] : [];
    });
  }

  /** Makes records of the writes that changed their item, in their order. @param items what is there after them */
  settle(intents: readonly Intent[], items: readonly (Item | undefined)[]): void {
    const sql = 'INSERT INTO records (stream, at, key, old, new) VALUES (?, ?, ?, ?, ?)';
    this.#atOnce(() => {
      for (const [index, { id, stream, key, old }] of intents.entries()) {
        const item = items[index];
        this.#run('DELETE FROM intents WHERE id = ?', id);
        if (isDeepStrictEqual(old, item)) continue;
        this.#run(sql, stream.id, this.#now(), JSON.stringify(key), text(old), text(item));
      }
    });
    if (this.#now() - this.#trimmedAt > HOUR) this.#trim();
  }

  /** The records of a stream behind a sequence number, in order. */
  read({ id }: TableStream, after: number, most: number): ChangeRecord[] {
    const sql = 'SELECT * FROM records WHERE stream = ? AND sequence > ? ORDER BY sequence LIMIT ?';
    return this.#all(sql, id, after, most).map(({ sequence, at, key, old, new: item }) => ({
      sequence: Number(sequence),
      at: Number(at),
      key: parse(key) as Item,
      old: parse(old) as Item | undefined,
      new: parse(item) as Item | undefined,
    }));
  }

  /** The highest sequence number of a stream; 0 before the first record. */
  last({ id, trimmed }: TableStream): number {
    const [row] = this.#all('SELECT max(sequence) AS last FROM records WHERE stream = ?', id);
    return Number(row?.['last'] ?? trimmed);
  }

  close(): void {
    this.#database.close();
  }

  /** Drops what is older than DynamoDB keeps it. */
  #trim(): void {
    this.#trimmedAt = this.#now();
    const before = this.#trimmedAt - RETENTION;
    for (const stream of this.#streams.values()) {
      const sql = 'SELECT max(sequence) AS last FROM records WHERE stream = ? AND at < ?';
      const last = this.#all(sql, stream.id, before)[0]?.['last'] ?? null;
      if (last === null) continue;
      stream.trimmed = Number(last);
      this.#atOnce(() => {
        this.#run('DELETE FROM records WHERE stream = ? AND sequence <= ?', stream.id, stream.trimmed);
        this.#run('UPDATE streams SET trimmed = ? WHERE id = ?', stream.trimmed, stream.id);
      });
    }
  }

  #all(sql: string, ...values: (string | number)[]): Record<string, unknown>[] {
    return this.#database.prepare(sql).all(...values);
  }

  #run(sql: string, ...values: (string | number | null)[]) {
    return this.#database.prepare(sql).run(...values);
  }

  #atOnce<T>(work: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

const text = (item: Item | undefined) => (item === undefined ? null : JSON.stringify(item));

const parse = (value: unknown): unknown => (typeof value === 'string' ? JSON.parse(value) : undefined);

import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** A tag of a schedule group. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A stored schedule group; instants are milliseconds. */
export interface ScheduleGroup {
  readonly name: string;
  readonly created: number;
  readonly modified: number;
  readonly tags: readonly Tag[];
}

function toGroup(row: Record<string, SQLOutputValue>): ScheduleGroup {
  return {
    name: String(row['name']),
    created: Number(row['created']),
    modified: Number(row['modified']),
    tags: JSON.parse(String(row['tags'])),
  };
}

/** The schedule groups. */
export class GroupStore {
  readonly #database: DatabaseSync;
  readonly #get;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#get = database.prepare('SELECT * FROM groups WHERE name = ?');
  }

  /** The group, or null. */
  get(name: string): ScheduleGroup | null {
    const row = this.#get.get(name);
    return row === undefined ? null : toGroup(row);
  }

  /** Stores the group, replacing the one of the same name. */
  put({ name, created, modified, tags }: ScheduleGroup): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO groups (name, created, modified, tags) VALUES (?, ?, ?, ?)')
      .run(name, created, modified, JSON.stringify(tags));
  }

  /** Removes the group with its schedules and their executions; false if there was none. */
  delete(name: string): boolean {
    for (const table of ['executions', 'schedules']) {
      this.#database.prepare(`DELETE FROM ${table} WHERE group_name = ?`).run(name);
    }
    return this.#database.prepare('DELETE FROM groups WHERE name = ?').run(name).changes > 0;
  }

  /** At most `limit` groups whose name starts with `prefix`, by name, after the name `after`. */
  list(prefix: string, after: string, limit: number): ScheduleGroup[] {
    return this.#database
      .prepare('SELECT * FROM groups WHERE substr(name, 1, ?) = ? AND name > ? ORDER BY name LIMIT ?')
      .all(prefix.length, prefix, after, limit)
      .map(toGroup);
  }

  /** How many groups there are. */
  count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS n FROM groups').get()?.['n']);
  }
}

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { ScheduleDefinition } from './schedule-model.ts';

/** Identity of a schedule. */
export interface ScheduleKey {
  readonly groupName: string;
  readonly name: string;
}

/** When a schedule fires next: `occurrence` by its expression, `due` in fact; both null if never. */
export interface Plan {
  readonly occurrence: number | null;
  readonly due: number | null;
}

/** A stored schedule; instants are milliseconds, `revision` counts its updates. */
export interface Schedule extends ScheduleKey, Plan {
  readonly definition: ScheduleDefinition;
  readonly created: number;
  readonly modified: number;
  readonly revision: number;
}

/** Which schedules a listing wants, in the order of group and name, after `after`. */
export interface ScheduleFilter {
  readonly groupName?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly state?: string | undefined;
  readonly after?: ScheduleKey | undefined;
  readonly limit: number;
}

// Names are ASCII, so nothing with the prefix sorts behind prefix + DEL.
const AFTER_EVERY_NAME = '\x7f';

const instantOrNull = (value: SQLOutputValue | undefined) => (value == null ? null : Number(value));

function toSchedule(row: Record<string, SQLOutputValue>): Schedule {
  return {
    groupName: String(row['group_name']),
    name: String(row['name']),
    definition: JSON.parse(String(row['definition'])),
    created: Number(row['created']),
    modified: Number(row['modified']),
    revision: Number(row['revision']),
    occurrence: instantOrNull(row['occurrence']),
    due: instantOrNull(row['due']),
  };
}

/** The schedules, with an index on the instant at which each is due. */
export class ScheduleStore {
  readonly #database: DatabaseSync;
  readonly #get;
  readonly #put;
  readonly #plan;
  readonly #delete;
  readonly #due;
  readonly #nextDue;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#get = database.prepare('SELECT * FROM schedules WHERE group_name = ? AND name = ?');
    this.#put = database.prepare(
      `INSERT OR REPLACE INTO schedules
         (group_name, name, definition, state, created, modified, revision, occurrence, due)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#plan = database.prepare(
      'UPDATE schedules SET occurrence = ?, due = ? WHERE group_name = ? AND name = ?',
    );
    this.#delete = database.prepare('DELETE FROM schedules WHERE group_name = ? AND name = ?');
    this.#due = database.prepare('SELECT * FROM schedules WHERE due <= ? ORDER BY due LIMIT ?');
    this.#nextDue = database.prepare('SELECT min(due) AS due FROM schedules WHERE due IS NOT NULL');
  }

  /** The schedule, or null. */
  get({ groupName, name }: ScheduleKey): Schedule | null {
    const row = this.#get.get(groupName, name);
    return row === undefined ? null : toSchedule(row);
  }

  /** Stores the schedule, replacing the one of the same name. */
  put(schedule: Schedule): void {
    const { groupName, name, definition, created, modified, revision, occurrence, due } = schedule;
    const body = JSON.stringify(definition);
    this.#put.run(groupName, name, body, definition.State, created, modified, revision, occurrence, due);
  }

  /** Sets when the schedule fires next. */
  plan({ groupName, name }: ScheduleKey, { occurrence, due }: Plan): void {
    this.#plan.run(occurrence, due, groupName, name);
  }

  /** Removes the schedule; false if there was none. */
  delete({ groupName, name }: ScheduleKey): boolean {
    return this.#delete.run(groupName, name).changes > 0;
  }

  /** At most `limit` schedules due at `now`, the longest due first. */
  due(now: number, limit: number): Schedule[] {
    return this.#due.all(now, limit).map(toSchedule);
  }

  /** When the next schedule is due, or null. */
  nextDue(): number | null {
    return instantOrNull(this.#nextDue.get()?.['due']);
  }

  /** The schedules a filter lets through. */
  list({ groupName, namePrefix, state, after, limit }: ScheduleFilter): Schedule[] {
    const clauses: string[] = [];
    const values: SQLInputValue[] = [];
    const require = (clause: string, ...bound: SQLInputValue[]) => {
      clauses.push(clause);
      values.push(...bound);
    };
    if (groupName !== undefined) require('group_name = ?', groupName);
    if (namePrefix !== undefined)
      require('name >= ? AND name < ?', namePrefix, namePrefix + AFTER_EVERY_NAME);
    if (state !== undefined) require('state = ?', state);
    if (after !== undefined) require('(group_name, name) > (?, ?)', after.groupName, after.name);
    const where = clauses.length === 0 ? '' : `WHERE ${clauses.join(' AND ')}`;
    const sql = `SELECT * FROM schedules ${where} ORDER BY group_name, name LIMIT ?`;
    return this.#database
      .prepare(sql)
      .all(...values, limit)
      .map(toSchedule);
  }

  /** Every schedule. */
  all(): Schedule[] {
    return this.list({ limit: -1 });
  }
}

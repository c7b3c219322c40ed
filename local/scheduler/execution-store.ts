import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { ScheduleKey } from './schedule-store.ts';
import type { Target } from './target-model.ts';

/** One occurrence on its way to its target, with the target as it was when the occurrence came. */
export interface Execution extends ScheduleKey {
  readonly id: string;
  readonly revision: number;
  readonly target: Target;
  /** The occurrence, in milliseconds. */
  readonly scheduled: number;
  /** When the first attempt was due: the age of the event counts from here. */
  readonly started: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

function toExecution(row: Record<string, SQLOutputValue>): Execution {
  return {
    id: String(row['id']),
    groupName: String(row['group_name']),
    name: String(row['name']),
    revision: Number(row['revision']),
    target: JSON.parse(String(row['target'])),
    scheduled: Number(row['scheduled']),
    started: Number(row['started']),
    attempt: Number(row['attempt']),
  };
}

/** The executions not yet ended. `due` is null while an attempt is under way. */
export class ExecutionStore {
  readonly #add;
  readonly #take;
  readonly #retry;
  readonly #end;
  readonly #endOf;
  readonly #pending;
  readonly #nextDue;

  /** An attempt that was under way when the process died is made again: at least once. */
  constructor(database: DatabaseSync) {
    database.exec('UPDATE executions SET due = started WHERE due IS NULL');
    this.#add = database.prepare(
      `INSERT INTO executions (id, group_name, name, revision, target, scheduled, started, attempt, due)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#take = database.prepare(
      `UPDATE executions SET due = NULL
       WHERE id IN (SELECT id FROM executions WHERE due <= ? ORDER BY due LIMIT ?) RETURNING *`,
    );
    this.#retry = database.prepare('UPDATE executions SET attempt = ?, due = ? WHERE id = ?');
    this.#end = database.prepare('DELETE FROM executions WHERE id = ?');
    this.#endOf = database.prepare('DELETE FROM executions WHERE group_name = ? AND name = ?');
    this.#pending = database.prepare('SELECT 1 FROM executions WHERE group_name = ? AND name = ? LIMIT 1');
    this.#nextDue = database.prepare('SELECT min(due) AS due FROM executions WHERE due IS NOT NULL');
  }

  /** Adds an execution whose first attempt is due at once. */
  add(execution: Execution): void {
    const { id, groupName, name, revision, target, scheduled, started, attempt } = execution;
    const body = JSON.stringify(target);
    this.#add.run(id, groupName, name, revision, body, scheduled, started, attempt, started);
  }

  /** Takes at most `limit` executions due at `now`; no later call gets them. */
  take(now: number, limit: number): Execution[] {
    return this.#take.all(now, limit).map(toExecution);
  }

  /** Makes the next attempt due at `due`. */
  retry({ id, attempt }: Execution, due: number): void {
    this.#retry.run(attempt + 1, due, id);
  }

  /** Ends the execution; false if its schedule was deleted meanwhile. */
  end({ id }: Execution): boolean {
    return this.#end.run(id).changes > 0;
  }

  /** Ends every execution of a schedule. */
  endOf({ groupName, name }: ScheduleKey): void {
    this.#endOf.run(groupName, name);
  }

  /** Whether any execution of the schedule has not ended. */
  isPending({ groupName, name }: ScheduleKey): boolean {
    return this.#pending.get(groupName, name) !== undefined;
  }

  /** When the next attempt is due, or null. */
  nextDue(): number | null {
    const due = this.#nextDue.get()?.['due'];
    return due == null ? null : Number(due);
  }
}

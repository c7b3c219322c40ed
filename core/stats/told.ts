import { type JobRow, nextAttemptAt } from '../jobs/row.ts';
import type { RowChange } from '../jobs/row-change.ts';
import type { Scope } from '../jobs/scope.ts';
import { figuresOf } from './figures.ts';
import { hourOf } from './hours.ts';

/** Of an id so much tells a job from others that are looked at. */
const END = 5;

/** The end of an id, by which those who poll know a job again. */
export const endOf = (id: string): string => id.slice(-END);

/** What is seen of a job and counted by nothing. */
const seenOf = (row: JobRow) => JSON.stringify([row.schedule, nextAttemptAt(row)]);

/** That a job changed, and the hour in whose sum that is told. */
export interface Told {
  scope: Scope;
  /** Its first moment, Unix ms. */
  hour: number;
  end: string;
}

/**
 * What those who poll are told of a change, in the item that counts it: every command, and what is seen; nothing of one that only repeats the row, and nothing of a run that only
 * begins, as nothing counts it and a write for it would make each run dearer.
 */
export function toldOf(change: RowChange): Told[] {
  const { before, after } = change;
  const row = after ?? before;
  if (!row || before?.version === after?.version) return [];
  const events = after?.did?.events ?? [];
  const isTold =
    figuresOf(change).length > 0 ||
    after?.did?.command !== undefined ||
    events.some(({ event }) => event !== 'job.started') ||
    (before !== undefined && after !== undefined && seenOf(before) !== seenOf(after));
  if (!isTold) return [];
  const { product, env, id } = row;
  return [{ scope: { product, env }, hour: hourOf(after?.updated_at ?? change.at), end: endOf(id) }];
}

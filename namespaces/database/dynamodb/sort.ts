import { WorkSlices } from '../../shared/work-slices.ts';
import { valueAt } from '../matches.ts';
import type { Row } from '../rows.ts';
import type { Statement } from '../statement.ts';

type OrderBy = NonNullable<Statement<'query'>['orderBy']>;

/** What a row is sorted by: for each column of the order the rank of its type, and its value where that can be compared. */
type Keys = readonly { rank: number; value: number | Buffer | undefined }[];

interface Keyed {
  row: Row;
  keys: Keys;
}

/** Rows that are sorted without a pause. */
const RUN = 250;

/**
 * The rows in order, as PostgreSQL sorts: no value comes last in ascending order, first in descending. Every row's keys are
 * made once, and short runs are sorted and merged (merge sort), with pauses for what runs beside it.
 * @throws the signal's reason when it is aborted
 */
export async function inOrder(rows: readonly Row[], orderBy: OrderBy, signal: AbortSignal): Promise<Row[]> {
  const slices = new WorkSlices(signal);
  const directions = orderBy.map(({ order }) => (order === 'asc' ? 1 : -1));
  const before = (a: Keyed, b: Keyed) => compareKeys(a.keys, b.keys, directions);
  let runs: Keyed[][] = [];
  for (let from = 0; from < rows.length; from += RUN) {
    await slices.next();
    runs.push(
      rows
        .slice(from, from + RUN)
        .map((row) => ({ row, keys: keysOf(row, orderBy) }))
        .sort(before),
    );
  }
  while (runs.length > 1) {
    const merged: Keyed[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      merged.push(await merge(runs[index] ?? [], runs[index + 1] ?? [], before, slices));
    }
    runs = merged;
  }
  return (runs[0] ?? []).map(({ row }) => row);
}

/** Of equal rows those of the left run come first. */
async function merge(
  left: readonly Keyed[],
  right: readonly Keyed[],
  before: (a: Keyed, b: Keyed) => number,
  slices: WorkSlices,
): Promise<Keyed[]> {
  const merged: Keyed[] = [];
  let [l, r] = [0, 0];
  for (let a = left[0], b = right[0]; a && b; [a, b] = [left[l], right[r]]) {
    if (merged.length % RUN === 0) await slices.next();
    if (before(a, b) <= 0) {
      merged.push(a);
      l += 1;
    } else {
      merged.push(b);
      r += 1;
    }
  }
  return [...merged, ...left.slice(l), ...right.slice(r)];
}

function keysOf(row: Row, orderBy: OrderBy): Keys {
  return orderBy.map(({ column }) => {
    const value = valueAt(row, column);
    // DynamoDB orders text by its UTF-8 bytes, not by UTF-16 units as JavaScript does.
    if (typeof value === 'string') return { rank: 2, value: Buffer.from(value) };
    if (typeof value === 'number' || typeof value === 'boolean')
      return { rank: typeof value === 'number' ? 1 : 0, value: Number(value) };
    return { rank: value === undefined || value === null ? 4 : 3, value: undefined };
  });
}

function compareKeys(a: Keys, b: Keys, directions: readonly number[]): number {
  for (const [index, direction] of directions.entries()) {
    const [left, right] = [a[index], b[index]];
    if (!left || !right) continue;
    const order = left.rank - right.rank || compareValues(left.value, right.value);
    if (order) return order * direction;
  }
  return 0;
}

function compareValues(a: Keys[number]['value'], b: Keys[number]['value']): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return typeof a === 'object' && typeof b === 'object' ? Buffer.compare(a, b) : 0;
}

import type { Issue } from '../../contract/errors.ts';
import type { Checked } from '../../core/validation/check.ts';
import { identifierFault } from '../shared/identifier.ts';

export type Row = Record<string, unknown>;

/** Most rows of one insert. */
export const MAX_ROWS = 1000;

/** Most columns of one row; no table of the engines has more but MySQL's (4096), and no document needs more. */
export const MAX_COLUMNS = 4096;

/** Mistakes after which nothing more is read: a refusal names no more. */
const ISSUES_MAX = 100;

/** Reads one row: at least one column, each with a JSON value; undefined values are left out. */
export function readRow(data: unknown): Checked<Row> {
  const issues: Issue[] = [];
  const row = rowOf(data, [], issues);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: row };
}

/** Reads one row or a list of them; rows may have different columns. */
export function readRows(data: unknown): Checked<Row[]> {
  if (!Array.isArray(data)) {
    const one = readRow(data);
    return one.ok ? { ok: true, value: [one.value] } : one;
  }
  if (data.length === 0 || data.length > MAX_ROWS) {
    return {
      ok: false,
      issues: [{ path: '', message: `expected 1 to ${MAX_ROWS} rows; got ${data.length}` }],
    };
  }
  const issues: Issue[] = [];
  const rows = data.map((row, index) => rowOf(row, [String(index)], issues));
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: rows };
}

function rowOf(data: unknown, path: string[], issues: Issue[]): Row {
  const fault = (at: string[], message: string) => issues.push({ path: at.join('.'), message });
  if (data === undefined) fault(path, 'required');
  else if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    fault(
      path,
      `expected an object of columns, got ${Array.isArray(data) ? 'a list' : data === null ? 'null' : typeof data}`,
    );
  } else {
    const entries = Object.entries(data).filter(([, value]) => value !== undefined);
    if (entries.length === 0) fault(path, 'expected at least one column');
    if (entries.length > MAX_COLUMNS) {
      fault(path, `expected at most ${MAX_COLUMNS} columns; got ${entries.length}`);
      return {};
    }
    for (const [column, value] of entries) {
      if (issues.length >= ISSUES_MAX) return {};
      const wrong = identifierFault(column, 'run');
      if (wrong) fault([...path, column.slice(0, 100)], wrong);
      if (typeof value === 'number' && !Number.isFinite(value))
        fault([...path, column], `${value} is not a number JSON can hold`);
    }
    return Object.fromEntries(entries);
  }
  return {};
}

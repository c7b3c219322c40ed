import { Limits } from '../../contract/limits.ts';

type JsonRow = Record<string, unknown>;

/** Rows as a run returns them: `count` is how many there were, of which `rows` holds the first that fit. */
export interface RowsResult {
  rows: JsonRow[];
  count: number;
  truncated?: true;
}

/** Collects rows as far as they fit into a result, and counts the others. */
export class Rows {
  count = 0;
  readonly #rows: JsonRow[] = [];
  #room = Limits.resultBytes;
  #truncated = false;

  add(row: Record<string, unknown>): void {
    this.count += 1;
    if (this.#truncated) return;
    const kept = keepable(row);
    this.#room -= kept?.bytes ?? 0;
    if (!kept || this.#room < 0) this.#truncated = true;
    else this.#rows.push(kept.row);
  }

  /** At most `max` of the rows; `truncated` tells that there were more, or that not all fit. */
  result(count = this.count, max = Number.POSITIVE_INFINITY): RowsResult {
    const rows = this.#rows.slice(0, max);
    const truncated = this.#truncated || count > max;
    return { rows, count: Math.min(count, max), ...(truncated && { truncated: true as const }) };
  }
}

/** The row in JSON; undefined where it cannot be written so, such as one nested too deeply: its statement has run. */
function keepable(values: Record<string, unknown>): { row: JsonRow; bytes: number } | undefined {
  try {
    const row = jsonRow(values);
    return { row, bytes: Buffer.byteLength(JSON.stringify(row)) + 1 };
  } catch {
    return undefined;
  }
}

/** The value in JSON: dates as ISO 8601, bytes as base64, sets as lists, numbers JSON cannot hold as text. */
export function jsonSafe(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Set) return [...value].map(jsonSafe);
  if (Array.isArray(value)) return value.map(jsonSafe);
  return jsonRow(value);
}

function jsonRow(value: object): JsonRow {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonSafe(inner)]));
}

/** A number when a double holds all its digits, else the text. */
export function exactNumber(text: string): number | string {
  const digits = text.replace(/^-/, '').replace('.', '').replace(/^0+/, '');
  if (Number.isSafeInteger(Number(text)) && !text.includes('.')) return Number(text);
  return /^\d*$/.test(digits) && digits.length <= 15 ? Number(text) : text;
}

/** A time without a zone, taken for UTC, in ISO 8601. */
export function utcMoment(text: string): string {
  const moment = new Date(`${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment.getTime()) ? text : moment.toISOString();
}

/** What the rows of a result may take as JSON, bytes. */
export const RESULT_BYTES = 64 * 1024;

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
  #room = RESULT_BYTES;
  #truncated = false;

  add(row: Record<string, unknown>): void {
    this.count += 1;
    if (this.#truncated) return;
    const safe = jsonRow(row);
    this.#room -= Buffer.byteLength(JSON.stringify(safe)) + 1;
    if (this.#room < 0) this.#truncated = true;
    else this.#rows.push(safe);
  }

  /** At most `max` of the rows; `truncated` tells that there were more, or that not all fit. */
  result(count = this.count, max = Number.POSITIVE_INFINITY): RowsResult {
    const rows = this.#rows.slice(0, max);
    const truncated = this.#truncated || count > max;
    return { rows, count: Math.min(count, max), ...(truncated && { truncated: true as const }) };
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

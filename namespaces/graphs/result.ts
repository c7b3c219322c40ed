import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { CypherQuery } from './cypher-text.ts';
import { LIMIT_MAX, withoutMark } from './operations.ts';

/** What the rows of a result may take as JSON, bytes. */
const RESULT_BYTES = 60 * 1024;

type Row = Record<string, unknown>;

/** Takes the rows of a query one by one, keeps those that fit into a result, and counts the others. */
export class GraphRows {
  readonly #query: CypherQuery;
  readonly #shown: Row[] = [];
  #count = 0;
  #room = RESULT_BYTES;
  #deleted = 0;

  constructor(query: CypherQuery) {
    this.#query = query;
  }

  add(row: Row): void {
    const { reads } = this.#query;
    this.#count += 1;
    if (reads === 'deleted') this.#deleted = Number(row['deleted'] ?? 0);
    if (reads === 'deleted' || this.#room < 0 || this.#shown.length === LIMIT_MAX) return;
    const plain = reads === 'rows' ? unmarked(row) : entity(row);
    this.#room -= Buffer.byteLength(JSON.stringify(plain)) + 1;
    if (this.#room >= 0) this.#shown.push(plain);
  }

  /**
   * `{deleted}`, or the rows under their name with `count`; `truncated` tells that there are more than are shown.
   * @throws RunError `NOT_FOUND` when there must be a row and is none
   */
  result(): Row {
    const { reads, absent } = this.#query;
    if (reads === 'deleted') return { deleted: this.#deleted };
    if (this.#count === 0 && absent !== undefined) throw new RunError(ErrorCode.NotFound, absent);
    const truncated = this.#shown.length < this.#count;
    // Of nodes and relationships one more than may be shown was asked for; how many more there are is not known.
    const count = reads === 'rows' ? this.#count : Math.min(this.#count, LIMIT_MAX);
    return { [reads]: this.#shown, count, ...(truncated && { truncated: true }) };
  }
}

/** A column keeps the name it was given, whatever it is. */
function unmarked(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutMark(value)]));
}

/** Ids are text, whatever a database makes of them. */
function entity({ properties, ...rest }: Row): Row {
  const ids = Object.entries(rest).map(([name, value]) => [name, /id$/i.test(name) ? String(value) : value]);
  return { ...Object.fromEntries(ids), properties: withoutMark(properties) };
}

import { Binary, type Db, Decimal128, Double, Int32, Long, ObjectId } from 'mongodb';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { holdsInexact } from '../../shared/exact-json.ts';
import { exactNumber, Rows, type RowsResult } from '../result.ts';
import type { Row } from '../rows.ts';
import { StatementLimits } from '../statement.ts';

/** Commands that read and write documents; administration is not the business of a job. */
const COMMANDS = ['find', 'aggregate', 'count', 'distinct', 'insert', 'update', 'delete', 'findAndModify'];

/** Stages that write elsewhere than the command says, and operators that run code. */
const FORBIDDEN = ['$out', '$merge', '$where', '$function', '$accumulator'];

/**
 * Runs a command written as JSON, `{"find": "people", "filter": {"age": {"$gt": "$1"}}}`; a text that is `$1` to `$n`
 * is the parameter of that number, which stands as a value and is never read for operators.
 * @throws RunError `VALIDATION_ERROR` for what is not such a command
 */
export async function rawCommand(
  { query, params = [] }: { query: string; params?: unknown[] | undefined },
  db: Db,
): Promise<RowsResult> {
  const command = read(query);
  const [name = ''] = Object.keys(command);
  if (!COMMANDS.includes(name)) throw refusal(`expected one of ${COMMANDS.join(', ')} as its first field`);
  const bound: Row = asRecord(bind(command, params));
  const rows = new Rows();
  if (name === 'find' || name === 'aggregate') {
    const cursor = await db.runCursorCommand(name === 'aggregate' ? { cursor: {}, ...bound } : bound);
    for await (const document of cursor) {
      rows.add(plainDocument(asRecord(document)));
      if (rows.count > StatementLimits.rows) break;
    }
    await cursor.close();
    return rows.result(rows.count, StatementLimits.rows);
  }
  const { ok: _ok, $clusterTime: _time, operationTime: _at, ...answer } = await db.command(bound);
  rows.add(plainDocument(answer));
  return rows.result();
}

function read(text: string): Row {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      if (!holdsInexact(value)) return { ...value };
      throw refusal('holds a number beyond ±(2^53−1), where numbers are not exact');
    }
  } catch (error) {
    if (error instanceof RunError) throw error;
  }
  throw refusal('expected a command as JSON');
}

function bind(value: unknown, params: readonly unknown[]): unknown {
  if (typeof value === 'string') {
    const number = /^\$([1-9]\d{0,3})$/.exec(value)?.[1];
    if (number === undefined) return value;
    const bound = params[Number(number) - 1];
    if (bound === undefined) throw refusal(`there is no parameter ${number}`);
    refuseOperators(bound);
    return bound;
  }
  if (Array.isArray(value)) return value.map((item) => bind(item, params));
  if (typeof value !== 'object' || value === null) return value;
  const forbidden = Object.keys(value).find((name) => FORBIDDEN.includes(name));
  if (forbidden) throw refusal(`${forbidden} is not allowed`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, bind(inner, params)]));
}

/** In an expression a text that begins with `$` is a field, not a text. */
function refuseOperators(value: unknown): void {
  if (typeof value === 'string' && value.startsWith('$'))
    throw refusal('a parameter must not begin with "$"');
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name.startsWith('$')) throw refusal('a parameter must not hold operators');
    refuseOperators(inner);
  }
}

function refusal(what: string): RunError {
  return new RunError(ErrorCode.Validation, `input.query: ${what}`);
}

/** A value of BSON as the JSON a result holds: ids as hex, decimals and long numbers as text where a number is not exact. */
export function plainValue(value: unknown): unknown {
  if (value instanceof ObjectId) return value.toHexString();
  if (value instanceof Decimal128 || value instanceof Long) return exactNumber(value.toString());
  if (value instanceof Double || value instanceof Int32) return value.valueOf();
  if (value instanceof Binary) return Buffer.from(value.buffer).toString('base64');
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainValue);
  return plainDocument(value);
}

/** A document in the same way. */
export function plainDocument(document: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, plainValue(value)]));
}

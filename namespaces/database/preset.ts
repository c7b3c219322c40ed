import type { DynamoDbDatabase, PostgresDatabase } from '../../contract/config.ts';
import type { AcceptedInput } from '../../core/ports/namespace-input.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import type { Operation } from './statement.ts';

export type Database = DynamoDbDatabase | PostgresDatabase;

/** An operation with its raw input. */
export interface Request {
  operation: Operation;
  input: Record<string, unknown>;
}

/**
 * The operation a named event of the database stands for, with the dispatch's input over the preset's, field by
 * field; undefined when it has no such event. In the dispatch's input an object `query` means `where`.
 */
export function requestOfEvent(
  event: string,
  accepted: AcceptedInput,
  database: Database,
): Request | undefined {
  const preset = Object.hasOwn(database.events ?? {}, event) ? database.events?.[event] : undefined;
  if (!preset) return undefined;
  const input = preset.operation === 'raw' ? accepted.input : queryAsWhere(accepted.input);
  return { operation: preset.operation, input: { ...preset.input, ...input } };
}

/** `unknown event "x"; did you mean "y"?` */
export function noSuchEvent(event: string, database: Database): string {
  return unknownName('event', event, Object.keys(database.events ?? {}));
}

/** Ductape's database actions take `{query, data}`, and send an empty `query` where there is no condition. */
function queryAsWhere(input: Record<string, unknown>): Record<string, unknown> {
  const { query, ...rest } = input;
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return input;
  return Object.keys(query).length === 0 || 'where' in rest ? rest : { ...rest, where: query };
}

import type { DynamoDbDatabase, PostgresDatabase } from '../../contract/config.ts';
import type { AcceptedInput } from '../../core/ports/namespace-input.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';
import { isOperation, OPERATIONS, type Operation } from './statement.ts';

export type Database = DynamoDbDatabase | PostgresDatabase;

/** An operation with its input, not yet checked. */
export interface Requested {
  operation: Operation;
  input: Record<string, unknown>;
}

/**
 * The operation a dispatch asks for; that of a named event starts from the event's preset input, which the
 * dispatch's overrides field by field. In an event's input an object `query` means `where`.
 */
export function requested(
  { target, input }: AcceptedInput,
  database: Database,
): Requested | { notFound: string } {
  const { event, operation = '' } = target;
  if (event === undefined) {
    if (isOperation(operation)) return { operation, input };
    return { notFound: unknownName('operation', operation, OPERATIONS) };
  }
  const events = database.events ?? {};
  const preset = Object.hasOwn(events, event) ? events[event] : undefined;
  if (!preset) return { notFound: unknownName('event', event, Object.keys(events)) };
  const over = preset.operation === 'raw' ? input : queryAsWhere(input);
  return { operation: preset.operation, input: { ...preset.input, ...over } };
}

/** Ductape's database actions take `{query, data}`, and send an empty `query` where there is no condition. */
function queryAsWhere(input: Record<string, unknown>): Record<string, unknown> {
  const { query, ...rest } = input;
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return input;
  return Object.keys(query).length === 0 || 'where' in rest ? rest : { ...rest, where: query };
}

import type { S3Storage } from '../../contract/config.ts';
import type { AcceptedInput } from '../../core/ports/namespace-input.ts';
import { isOperation, type Operation } from './operations.ts';

/** An operation with its input, not yet checked. */
export interface Requested {
  operation: Operation;
  input: Record<string, unknown>;
}

/** The operation a dispatch asks for; that of a named event starts from the event's preset input. */
export function requested(accepted: AcceptedInput, storage: S3Storage): Requested | { notFound: string } {
  const { resource, event, operation } = accepted.target;
  if (event === undefined) {
    return isOperation(operation)
      ? { operation, input: accepted.input }
      : { notFound: `Storage "${resource}" has no operation "${operation}".` };
  }
  const events = storage.events ?? {};
  const preset = Object.hasOwn(events, event) ? events[event] : undefined;
  if (!preset) {
    const known = Object.keys(events).sort().join(', ') || 'none';
    return { notFound: `Storage "${resource}" has no event "${event}"; known: ${known}.` };
  }
  return { operation: preset.operation, input: { ...preset.input, ...accepted.input } };
}

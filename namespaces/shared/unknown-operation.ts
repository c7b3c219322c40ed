import type { Resource } from '../../contract/config.ts';
import type { Target } from '../../core/jobs/payload.ts';
import { unknownName } from '../../core/validation/nearest-name.ts';

/** Says that a resource has no such event or operation, and what is known instead. */
export function unknownOperation(
  { event, operation = '' }: Target,
  resource: Resource,
  operations: readonly string[],
): string {
  if (event === undefined) return unknownName('operation', operation, operations);
  const events = 'events' in resource ? (resource.events ?? {}) : {};
  return unknownName('event', event, Object.keys(events));
}

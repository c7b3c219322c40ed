import type { Resource } from '../../contract/config.ts';
import { fill, placeholders } from '../input/template.ts';
import type { AcceptedInput, Target } from '../ports/namespace-input.ts';

/** A named operation of the config. */
export interface NamedOperation {
  operation: string;
  input?: Record<string, unknown>;
}

/** The operation that a named event stands for, where the resource has operations by name. */
export function namedOperation({ event }: Target, resource: Resource): NamedOperation | undefined {
  if (event === undefined || resource.provider === 'http' || !('events' in resource)) return undefined;
  const events: Record<string, NamedOperation> = resource.events ?? {};
  return Object.hasOwn(events, event) ? events[event] : undefined;
}

/**
 * The operation with its whole input: the dispatch's input fills the placeholders of the preset or, where that has
 * none, is laid over it.
 * @throws RunError `VALIDATION_ERROR` naming a placeholder that nothing fills
 */
export function applyPreset({ target, input }: AcceptedInput, named: NamedOperation): AcceptedInput {
  const { event: _named, ...rest } = target;
  const preset = named.input ?? {};
  const over = named.operation === 'raw' ? input : queryAsWhere(input);
  const whole = placeholders(preset).length > 0 ? fill(preset, variablesOf(input)) : { ...preset, ...over };
  return { target: { ...rest, operation: named.operation }, input: Object(whole) };
}

/** What a dispatch comes to: the operation that its named event stands for, or itself. */
export function resolveNamed(accepted: AcceptedInput, resource: Resource): AcceptedInput {
  const named = namedOperation(accepted.target, resource);
  return named ? applyPreset(accepted, named) : accepted;
}

/** The placeholders of the preset that a dispatch's input leaves open. */
export function openPlaceholders(
  input: Record<string, unknown>,
  { input: preset }: NamedOperation,
): string[] {
  const variables = variablesOf(input);
  return placeholders(preset ?? {}).filter((name) => !Object.hasOwn(variables, name.split('.')[0] ?? name));
}

/** An input's own fields, and those of its `query` and `data`, as Ductape's pages write them. */
function variablesOf(input: Record<string, unknown>): Record<string, unknown> {
  return { ...input, ...Object(input['query']), ...Object(input['data']) };
}

/** Ductape's database actions take `{query, data}`, and send an empty `query` where there is no condition. */
function queryAsWhere(input: Record<string, unknown>): Record<string, unknown> {
  const { query, ...rest } = input;
  if (typeof query !== 'object' || query === null || Array.isArray(query)) return input;
  return Object.keys(query).length === 0 || 'where' in rest ? rest : { ...rest, where: query };
}

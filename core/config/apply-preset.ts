import type { Resource } from '../../contract/config.ts';
import type { Issue } from '../../contract/errors.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { validationFailure } from '../errors/run-error.ts';
import { canonicalJson } from '../input/plain-json.ts';
import { fill, fillIssues, placeholders } from '../input/template.ts';
import type { AcceptedInput, Target } from '../jobs/payload.ts';

/** A named operation of the config. */
export interface NamedOperation {
  operation: string;
  input?: Record<string, unknown>;
}

/** The operation that a named event stands for, where the resource has operations by name. */
export function namedOperation({ event }: Target, resource: Resource): NamedOperation | undefined {
  if (event === undefined || resource.provider === 'http' || !('events' in resource)) return undefined;
  const events: Record<string, NamedOperation> = resource.events;
  return Object.hasOwn(events, event) ? events[event] : undefined;
}

/** Everything that keeps a dispatch's input from filling the preset of a named operation; operators pass. */
export function presetIssues({ input }: AcceptedInput, { input: preset = {} }: NamedOperation): Issue[] {
  return issuesOf(input, preset, true);
}

/**
 * The operation with its whole input, as it is checked at dispatch: the dispatch's input fills the placeholders of the
 * preset and adds nothing else, or, where the preset has none, is laid over it.
 * @throws RunError `VALIDATION_ERROR` naming what does not fill a placeholder
 */
export function applyPreset(accepted: AcceptedInput, named: NamedOperation): AcceptedInput {
  const preset = named.input ?? {};
  refuse(issuesOf(accepted.input, preset, true));
  return merged(accepted, named, fill(preset, variablesOf(accepted.input), undefined, true));
}

/**
 * The same at a run, where the input is evaluated. The preset is evaluated in the same step as it is filled, so that
 * neither what the caller gave is read for operators, nor what an operator gave for placeholders.
 * @param evaluate evaluates the preset's operators; what stands between them it hands to `literal`
 * @throws RunError `VALIDATION_ERROR` naming what does not fill a placeholder
 */
export async function evaluatePreset(
  accepted: AcceptedInput,
  named: NamedOperation,
  evaluate: (preset: unknown, literal: (text: string) => unknown) => Promise<unknown>,
): Promise<AcceptedInput> {
  const preset = named.input ?? {};
  refuse(issuesOf(accepted.input, preset, false));
  const variables = variablesOf(accepted.input);
  return merged(accepted, named, await evaluate(preset, (text) => fill(text, variables)));
}

/** What a dispatch comes to: the operation that its named event stands for, or itself. */
export function resolveNamed(accepted: AcceptedInput, resource: Resource): AcceptedInput {
  const named = namedOperation(accepted.target, resource);
  return named ? applyPreset(accepted, named) : accepted;
}

function merged({ target, input }: AcceptedInput, named: NamedOperation, preset: unknown): AcceptedInput {
  const { event: _named, ...rest } = target;
  const closed = placeholders(named.input).length > 0;
  const over = named.operation === 'raw' ? input : queryAsWhere(input);
  return {
    target: { ...rest, operation: named.operation },
    input: closed ? asRecord(preset) : { ...asRecord(preset), ...over },
  };
}

function issuesOf(input: Record<string, unknown>, preset: Record<string, unknown>, late: boolean): Issue[] {
  const pathOf = (name: string) => `${sourcesOf(name, input).at(-1)?.path ?? 'input'}.${name}`;
  return [
    ...fillIssues(preset, variablesOf(input), { pathOf, late }),
    ...placeholders(preset).flatMap((name) => ambiguous(name, input)),
  ];
}

/** One name with two values: which one the caller of the dispatch meant cannot be told. */
function ambiguous(name: string, input: Record<string, unknown>): Issue[] {
  const [first = name] = name.split('.');
  const given = sourcesOf(name, input);
  const values = new Set(given.map(({ values }) => canonicalJson(values[first])));
  const paths = given.map(({ path }) => `${path}.${first}`);
  if (values.size < 2) return [];
  return [{ path: paths[0] ?? 'input', message: `is given twice, as ${paths.join(' and as ')}` }];
}

/** Where an input holds variables: an own field, or one of its `query` or `data`, as Ductape's pages write them. */
function sources(input: Record<string, unknown>) {
  return [
    { path: 'input', values: input },
    { path: 'input.query', values: input['query'] },
    { path: 'input.data', values: input['data'] },
  ].flatMap(({ path, values }) => (isObject(values) ? [{ path, values }] : []));
}

function sourcesOf(name: string, input: Record<string, unknown>) {
  return sources(input).filter(({ values }) => Object.hasOwn(values, name.split('.')[0] ?? name));
}

function variablesOf(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(sources(input).flatMap(({ values }) => Object.entries(values)));
}

/** Ductape's database actions take `{query, data}`, and send an empty `query` where there is no condition. */
function queryAsWhere(input: Record<string, unknown>): Record<string, unknown> {
  const { query, ...rest } = input;
  if (!isObject(query)) return input;
  return Object.keys(query).length === 0 || 'where' in rest ? rest : { ...rest, where: query };
}

function refuse(issues: readonly Issue[]): void {
  if (issues.length > 0) throw validationFailure(issues);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { z } from 'zod';
import { GRAPH_OPERATIONS } from '../../contract/dispatch.ts';
import type { Issue } from '../../contract/errors.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { operatorOr } from '../../core/input/operators/parse.ts';
import { boundedFields, type Checked, check } from '../../core/validation/check.ts';
import { holdsOperator, type Phase } from '../shared/identifier.ts';
import { readWhere } from '../shared/where.ts';

/** An operation of a graph (docs/contract.md, 10). */
export type Operation = (typeof GRAPH_OPERATIONS)[number];

/** Whether the string names an operation. */
export function isOperation(name: string): name is Operation {
  return (GRAPH_OPERATIONS as readonly string[]).includes(name);
}

/** Labels, types and names of properties; quoted all the same, this turns a slip or an attack into an early refusal. */
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]{0,254}$/u;

/** Most properties of one node or relationship, and most items of a list in one. */
const PROPERTIES_MAX = 1000;
const ITEMS_MAX = 4096;

/** Most nodes or relationships that one operation reads. */
export const LIMIT_MAX = 1000;

function schemasOf(phase: Phase) {
  const late = <T extends z.ZodType>(schema: T): T =>
    phase === 'run' ? schema : (operatorOr(schema) as unknown as T);
  const identifier = late(
    z
      .string()
      .regex(
        IDENTIFIER,
        'expected a name of at most 255 letters, digits and "_", not beginning with a digit',
      ),
  );
  const scalar = z.union([z.string(), z.number(), z.boolean()]);
  const value = z.union(
    [scalar, z.null(), z.array(scalar).max(ITEMS_MAX)],
    'expected text, a number, a boolean, null or a list of them',
  );
  const name = z
    .string()
    .regex(IDENTIFIER, 'is not fit for the name of a property')
    .refine((given) => given !== RUN_PROPERTY, 'is kept for the mark of the run');
  const properties = late(boundedFields(z.record(name, value), PROPERTIES_MAX));
  const matched = boundedFields(
    z.record(name, z.union([scalar, z.array(scalar).max(ITEMS_MAX)], 'expected a value to match; got none')),
    PROPERTIES_MAX,
  );
  const matchProperties = late(
    matched.refine((given) => Object.keys(given).length > 0, 'expected at least one property'),
  );
  const labels = late(z.array(identifier).min(1).max(50));
  const id = late(z.union([z.string().min(1), z.number()]));
  const where = z.unknown().superRefine((given, context) => {
    if (given === undefined || (phase === 'dispatch' && holdsOperator(given))) return;
    const read = readWhere(given, phase);
    for (const { path, message } of read.ok ? [] : read.issues) {
      context.addIssue({ code: 'custom', path: path === '' ? [] : path.split('.'), message });
    }
  });
  const page = {
    limit: late(z.int().min(1).max(LIMIT_MAX)).optional(),
    skip: late(z.int().min(0).max(1_000_000)).optional(),
  };
  const ends = { startNodeId: id, endNodeId: id };
  const all = late(z.boolean()).optional();
  return {
    createNode: z.strictObject({ labels, properties }),
    findNodes: z.strictObject({ labels: labels.optional(), where: where.optional(), ...page }),
    findNodeById: z.strictObject({ id }),
    updateNode: z.strictObject({ id, properties }),
    deleteNode: z.strictObject({
      id: id.optional(),
      labels: labels.optional(),
      where: where.optional(),
      detach: late(z.boolean()).optional(),
      all,
    }),
    deleteNodes: z.strictObject({
      filter: where,
      labels: labels.optional(),
      detach: late(z.boolean()).optional(),
    }),
    mergeNode: z.strictObject({
      labels,
      matchProperties,
      onCreate: properties.optional(),
      onMatch: properties.optional(),
    }),
    createRelationship: z.strictObject({ type: identifier, ...ends, properties: properties.optional() }),
    findRelationships: z.strictObject({
      type: identifier.optional(),
      startNodeId: id.optional(),
      endNodeId: id.optional(),
      direction: late(z.enum(['OUTGOING', 'INCOMING', 'BOTH'])).optional(),
      where: where.optional(),
      ...page,
    }),
    deleteRelationship: z.strictObject({
      id: id.optional(),
      type: identifier.optional(),
      startNodeId: id.optional(),
      endNodeId: id.optional(),
      all,
    }),
    mergeRelationship: z.strictObject({
      type: identifier,
      ...ends,
      matchProperties: late(matched).optional(),
      onCreate: properties.optional(),
      onMatch: properties.optional(),
    }),
    query: z.strictObject({
      // An operator's value inserted into the text could become a part of the query; as a parameter it is bound.
      query: z
        .string()
        .min(1)
        .max(100_000)
        .refine((text) => phase === 'run' || !holdsOperator(text), 'operators belong in params'),
      params: late(z.record(z.string(), z.unknown())).optional(),
    }),
  } satisfies Record<Operation, z.ZodType>;
}

const schemas = { dispatch: schemasOf('dispatch'), run: schemasOf('run') };
type Schemas = ReturnType<typeof schemasOf>;

/** One operation with its input checked. */
export type Statement<Op extends Operation = Operation> = {
  [Each in Op]: { operation: Each } & z.output<Schemas[Each]>;
}[Op];

/**
 * Checks the input of an operation and names everything wrong with it; at dispatch a text with an operator passes
 * where its value could.
 */
export function readStatement(
  operation: Operation,
  input: Record<string, unknown>,
  phase: Phase,
): Checked<Statement> {
  const read = check<z.output<Schemas[Operation]>>(schemas[phase][operation], input, ['input']);
  const issues = [...(read.ok ? [] : read.issues), ...crossIssues(operation, input)];
  if (issues.length > 0 || !read.ok) return { ok: false, issues };
  // The schema of the operation says what its fields are.
  return { ok: true, value: { operation, ...read.value } as Statement };
}

/** What is deleted must be told: an id, or conditions that are not empty, unless all is meant. */
function crossIssues(operation: Operation, input: Record<string, unknown>): Issue[] {
  const given = (name: string) => input[name] !== undefined;
  const some = (name: string) =>
    given(name) && (typeof input[name] === 'string' || Object.keys(asRecord(input[name])).length > 0);
  // A text here is an operator of the dispatch; at run the schema refuses it.
  const all = input['all'] === true || typeof input['all'] === 'string';
  const refused = (path: string, message: string) => [{ path, message }];
  switch (operation) {
    case 'deleteNodes':
      return some('filter') ? [] : refused('input.filter', 'must hold at least one condition');
    case 'deleteNode': {
      const others = given('labels') || given('where') || given('all');
      const told = given('id') ? !others : (some('labels') && some('where')) || all;
      return told ? [] : refused('input', 'expected either id, or labels and where, or all: true');
    }
    case 'deleteRelationship': {
      const ends = given('startNodeId') && given('endNodeId');
      const others = given('type') || given('startNodeId') || given('endNodeId') || given('all');
      const told = given('id') ? !others : given('type') && (ends || all);
      const message = 'expected either id, or type, startNodeId and endNodeId, or type and all: true';
      return told ? [] : refused('input', message);
    }
    default:
      return [];
  }
}

/** The property that tells which run made a node or relationship, so that a duplicate makes none; never shown. */
export const RUN_PROPERTY = '_ductape_run';

/** The value without the mark in any node, relationship or map that it holds. */
export function withoutMark(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMark);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).filter(([name]) => name !== RUN_PROPERTY);
  return Object.fromEntries(own.map(([name, inner]) => [name, withoutMark(inner)]));
}

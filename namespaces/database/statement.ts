import { z } from 'zod';
import type { DatabaseOperations } from '../../contract/dispatch.ts';
import type { Issue } from '../../contract/errors.ts';
import { operatorOr } from '../../core/input/operators/parse.ts';
import { type Checked, check } from '../../core/validation/check.ts';
import { holdsOperator, identifierFault, type Phase } from '../shared/identifier.ts';
import { type Condition, readWhere } from '../shared/where.ts';
import { readRow, readRows } from './rows.ts';

/** Bounds of one statement; `rows` is also what a `query` without `limit` reads at most. */
export const StatementLimits = {
  rows: 1000,
  limit: 10_000,
  offset: 1_000_000,
  names: 200,
  orderBy: 10,
  queryLength: 100_000,
  params: 1000,
} as const;

const schemas = { dispatch: schemasOf('dispatch'), run: schemasOf('run') };
type Schemas = ReturnType<typeof schemasOf>;

export type Operation = keyof DatabaseOperations;

/** One operation with its input checked and its `where` read. */
export type Statement<Op extends Operation = Operation> = {
  [Each in Op]: { operation: Each } & z.output<Schemas[Each]>;
}[Op];

/** The operations of a database (docs/contract.md, 9). */
export const OPERATIONS = Object.keys(schemas.run) as Operation[];

/** Whether the string names an operation. */
export function isOperation(name: string): name is Operation {
  return (OPERATIONS as string[]).includes(name);
}

/**
 * Checks the input of an operation and names everything wrong with it by its path below `input`. At dispatch a
 * string that holds an operator passes where its value could, so only what is read at run may be executed.
 */
export function readStatement(
  operation: Operation,
  input: Record<string, unknown>,
  phase: Phase,
): Checked<Statement> {
  const read = check<z.output<Schemas[Operation]>>(schemas[phase][operation], input, ['input']);
  const issues = [...(read.ok ? [] : read.issues), ...crossIssues(operation, input)];
  if (issues.length > 0 || !read.ok) return { ok: false, issues };
  return { ok: true, value: { operation, ...read.value } as Statement };
}

function schemasOf(phase: Phase) {
  const table = name(phase, 3);
  const column = name(phase, 4);
  const own = name(phase);
  const keys = z.array(own).min(1).max(StatementLimits.names);
  const where = z.unknown().transform((value, ctx): Condition | undefined => {
    if (value === undefined) return undefined;
    return passed(readWhere(value, phase), ctx);
  });
  const row = z.unknown().transform((value, ctx) => passed(readRow(value), ctx));
  const rows = z.unknown().transform((value, ctx) => passed(readRows(value), ctx));
  const aggregate = z.strictObject({ table, column, where: where.optional() });
  const all = z.boolean().optional();

  return {
    insert: z.strictObject({
      table,
      data: rows,
      returning: columns(phase).optional(),
      onConflict: z.strictObject({ keys, action: z.enum(['ignore', 'update']) }).optional(),
    }),
    query: z.strictObject({
      table,
      select: columns(phase).optional(),
      where: where.optional(),
      orderBy: z
        .array(z.strictObject({ column, order: z.enum(['asc', 'desc']).default('asc') }))
        .max(StatementLimits.orderBy)
        .optional(),
      limit: orLater(phase, z.int().min(1).max(StatementLimits.limit)).optional(),
      offset: orLater(phase, z.int().min(0).max(StatementLimits.offset)).optional(),
    }),
    update: z.strictObject({ table, data: row, where: where.optional(), all }),
    delete: z.strictObject({ table, where: where.optional(), all }),
    upsert: z.strictObject({ table, data: row, conflictKeys: keys }),
    count: z.strictObject({ table, where: where.optional() }),
    sum: aggregate,
    avg: aggregate,
    min: aggregate,
    max: aggregate,
    raw: z.strictObject({
      // An operator's value inserted into the text could become SQL; as a parameter it is bound.
      query: z
        .string()
        .min(1)
        .max(StatementLimits.queryLength)
        .refine((text) => phase === 'run' || !holdsOperator(text), 'operators belong in params'),
      params: z.array(z.unknown()).max(StatementLimits.params).optional(),
    }),
  } satisfies Record<Operation, z.ZodType>;
}

function name(phase: Phase, parts = 1, everything = '') {
  return z.unknown().transform((value, ctx): string => {
    if (everything && value === everything) return everything;
    const fault = identifierFault(value, phase, parts);
    if (fault === undefined && typeof value === 'string') return value;
    ctx.addIssue({ code: 'custom', message: fault ?? 'expected a name' });
    return z.NEVER;
  });
}

/** Column names, or `*` for all. */
function columns(phase: Phase) {
  const column = name(phase, 4, '*');
  return z.array(column).min(1).max(StatementLimits.names);
}

/** At dispatch an operator passes too; the type stays that of `schema` because only the run's reading is used. */
function orLater<T extends z.ZodType>(phase: Phase, schema: T): T {
  return phase === 'run' ? schema : (operatorOr(schema) as unknown as T);
}

function passed<T>(read: Checked<T>, ctx: z.core.$RefinementCtx): T {
  if (read.ok) return read.value;
  for (const issue of read.issues) {
    ctx.addIssue({ code: 'custom', message: issue.message, path: issue.path ? [issue.path] : [] });
  }
  return z.NEVER;
}

/** What one field alone cannot tell. */
function crossIssues(operation: Operation, input: Record<string, unknown>): Issue[] {
  if (
    (operation === 'update' || operation === 'delete') &&
    isEmpty(input['where']) &&
    input['all'] !== true
  ) {
    const message = `required: ${operation} without a condition reaches every row; say so with all: true`;
    return [{ path: 'input.where', message }];
  }
  if (operation === 'upsert') return missingKeys(input['conflictKeys'], input['data'], 'input.conflictKeys');
  const onConflict = input['onConflict'];
  if (operation === 'insert' && isObject(onConflict)) {
    return missingKeys(onConflict['keys'], input['data'], 'input.onConflict.keys');
  }
  return [];
}

function missingKeys(keys: unknown, data: unknown, path: string): Issue[] {
  if (!Array.isArray(keys) || keys.length > StatementLimits.names) return [];
  const rows = (Array.isArray(data) ? data : [data]).filter(isObject);
  return keys.flatMap((key, index) => {
    if (typeof key !== 'string' || holdsOperator(key) || rows.every((row) => Object.hasOwn(row, key)))
      return [];
    return [{ path: `${path}.${index}`, message: `"${key.slice(0, 100)}" is not in every row of data` }];
  });
}

function isEmpty(where: unknown): boolean {
  return where === undefined || where === null || (isObject(where) && Object.keys(where).length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

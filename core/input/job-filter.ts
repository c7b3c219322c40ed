import { z } from 'zod';
import { EXECUTION_OUTCOMES, JOB_STATUSES } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { RUN_OUTCOMES } from '../../contract/run.ts';
import { JOB_ID } from '../jobs/job-id.ts';
import { moment } from '../schedule/moment.ts';
import { changesCursor, historyCursor, listCursor, runCursor, scheduleCursor } from './cursor.ts';

/** A code that a run failed with. */
export const errorCode = z.string().min(1).max(64);
/** What a job calls. */
export const target = z.string().min(1).max(Limits.targetLength);
/** A product or an env. */
export const tag = z.string().min(1).max(Limits.tagLength);

/** How many items a page may have. */
export const pageLimit = integer(1, Limits.listMax).default(Limits.listDefault);

/** Ids of jobs, by comma. */
const jobIds = z
  .string()
  .transform((text) => [...new Set(text.split(','))])
  .pipe(z.array(z.string().regex(JOB_ID, 'expected job_ and an id')).min(1).max(Limits.listIds));

/** What a list may be narrowed by, as it comes in a query string (values are texts; several statuses by comma). */
export const filterSchema = period(
  z.strictObject({
    status: someOf(JOB_STATUSES).optional(),
    recurring: flag().optional(),
    product: tag.optional(),
    env: tag.optional(),
    namespace: z.enum(NAMESPACES).optional(),
    target: target.optional(),
    failing: flag().optional(),
    error: errorCode.optional(),
    q: z.string().min(1).max(Limits.targetLength).optional(),
    ids: jobIds.optional(),
    overdue: z.literal('true').optional(),
    consistent: z.literal('false').optional(),
    from: momentText().optional(),
    to: momentText().optional(),
    limit: pageLimit,
    offset: integer(0, Limits.listOffsetMax).default(0),
    /** A cursor knows what is left of the offset, which is passed over once. */
    cursor: listCursor.optional(),
  }),
);

/** A filter, checked. */
export type CheckedFilter = z.output<typeof filterSchema>;

/** What a page of history is asked for with. */
export const historySchema = period(
  z.strictObject({
    outcome: someOf(EXECUTION_OUTCOMES).optional(),
    from: momentText().optional(),
    to: momentText().optional(),
    limit: pageLimit,
    cursor: historyCursor.optional(),
  }),
);

/** What a list of executions that went wrong may be narrowed by. */
export const runFilterSchema = period(
  z.strictObject({
    outcome: someOf(RUN_OUTCOMES).optional(),
    product: tag.optional(),
    env: tag.optional(),
    namespace: z.enum(NAMESPACES).optional(),
    target: target.optional(),
    error: errorCode.optional(),
    from: momentText().optional(),
    to: momentText().optional(),
    limit: pageLimit,
    cursor: runCursor.optional(),
  }),
);

/** A filter of executions that went wrong, checked. */
export type CheckedRunFilter = z.output<typeof runFilterSchema>;

/** What is due to run, and when. */
export const upcomingSchema = period(
  z.strictObject({
    product: tag.optional(),
    env: tag.optional(),
    from: momentText().optional(),
    to: momentText().optional(),
    limit: integer(1, Limits.upcomingJobs).default(Limits.upcomingJobs),
  }),
);

/** A time ahead, checked. */
export type CheckedUpcoming = z.output<typeof upcomingSchema>;

/** Since when to tell of changes. */
export const changesSchema = z.strictObject({
  product: tag.optional(),
  env: tag.optional(),
  since: changesCursor.optional(),
});

/** A moment as a query string has it: Unix ms or ISO 8601. */
export function momentText() {
  return z
    .string()
    .transform((text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text))
    .pipe(moment);
}

/** Some of several words, by comma. */
function someOf<const Word extends string>(words: readonly [Word, ...Word[]] | readonly Word[]) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(words)).min(1))
    .transform((some) => [...new Set(some)]);
}

function flag() {
  return z.enum(['true', 'false']).transform((text) => text === 'true');
}

function integer(min: number, max: number) {
  return z
    .string()
    .regex(/^-?\d{1,15}$/, 'expected an integer')
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}

/**
 * The fields with one more rule, which is told beside every other mistake: `from`, where there is one, is not later than
 * `to`.
 */
export function period<Fields extends z.ZodObject>(fields: Fields): Fields {
  const isInOrder = ({ from, to }: Record<string, unknown>) =>
    typeof from !== 'number' || typeof to !== 'number' || from <= to;
  return fields.refine((value) => isInOrder(value), {
    path: ['from'],
    message: 'must not be later than "to"',
    when: ({ value }) => typeof value === 'object' && value !== null,
  });
}

/** One product and env, as they come in a query string; a path that names them needs none. */
export const scopeSchema = z.strictObject({ product: tag.optional(), env: tag.optional() });

/** Which page of the named schedules of a product and env. */
export const schedulesSchema = scopeSchema.extend({ limit: pageLimit, cursor: scheduleCursor.optional() });

import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { type Checked, check } from '../validation/check.ts';
import { tag } from './job-filter.ts';

/** The body of many dispatches; `product` and `env` stand for those that name none. Each is checked by itself later. */
export const manySchema = z.strictObject({
  product: tag.optional(),
  env: tag.optional(),
  // Counted before any is read.
  dispatches: z.array(z.unknown()).min(1).max(Limits.dispatches),
});

/** Many dispatches, each an object. */
export interface ManyDispatches {
  /** The product and env of those that name none. */
  shared: { product?: string; env?: string };
  dispatches: Record<string, unknown>[];
}

/** Reads the body of many dispatches, with the index of each item that is not an object. */
export function readMany(body: unknown): Checked<ManyDispatches> {
  const checked = check(manySchema, body);
  if (!checked.ok) return checked;
  const { product, env, dispatches } = checked.value;
  // By hand: a schema would copy all their fields in one go.
  const issues = dispatches.flatMap((item, index) =>
    isObject(item) ? [] : [{ path: `dispatches.${index}`, message: 'an object is expected' }],
  );
  if (issues.length > 0) return { ok: false, issues };
  return { ok: true, value: { shared: defined({ product, env }), dispatches: dispatches.filter(isObject) } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

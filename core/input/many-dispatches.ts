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

const list = z.array(z.looseObject({}));

/** Reads the body of many dispatches, with the index of each item that is not an object; gives them with the product and env of all. */
export function readMany(body: unknown): Checked<Record<string, unknown>[]> {
  const checked = check(manySchema, body);
  if (!checked.ok) return checked;
  const { product, env, dispatches } = checked.value;
  const items = check<Record<string, unknown>[]>(list, dispatches, ['dispatches']);
  if (!items.ok) return items;
  return { ok: true, value: items.value.map((item) => ({ ...defined({ product, env }), ...item })) };
}

import type { z } from 'zod';
import { typesAt } from './fields-at.ts';

const counted = new WeakSet<z.core.$ZodType>();

/** The same schema of a number, whose bounds are told in ms. */
export function inMs<T extends z.ZodType>(schema: T): T {
  counted.add(schema);
  return schema;
}

/** The unit of a number at a path into a schema, as it stands behind one: ` ms`, or nothing. */
export function unitAt(schema: z.ZodType, path: readonly PropertyKey[]): string {
  return typesAt(schema, path).some((type) => counted.has(type)) ? ' ms' : '';
}

import { z } from 'zod';

/** The field names that a schema knows at a path into it. */
export function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const names = typesAt(schema, path).flatMap((t) => (t instanceof z.ZodObject ? Object.keys(t.shape) : []));
  return [...new Set(names)];
}

/** The plain types that a schema takes at a path into it. */
export function typesAt(schema: z.ZodType, path: readonly PropertyKey[]): z.core.$ZodType[] {
  let candidates: z.core.$ZodType[] = [schema];
  for (const step of path) candidates = candidates.flatMap(unwrap).flatMap((type) => child(type, step));
  return candidates.flatMap(unwrap);
}

/** The plain types behind optionals, defaults, pipes and unions. */
function unwrap(type: z.core.$ZodType): z.core.$ZodType[] {
  if (
    type instanceof z.ZodOptional ||
    type instanceof z.ZodExactOptional ||
    type instanceof z.ZodDefault ||
    type instanceof z.ZodNullable
  ) {
    return unwrap(type.unwrap());
  }
  // A step before the schema or behind it has no fields.
  if (type instanceof z.ZodPipe) return unwrap(type.in instanceof z.ZodTransform ? type.out : type.in);
  if (type instanceof z.ZodUnion) return type.options.flatMap(unwrap);
  if (type instanceof z.ZodLazy) return unwrap(type.unwrap());
  return [type];
}

function child(type: z.core.$ZodType, step: PropertyKey): z.core.$ZodType[] {
  if (type instanceof z.ZodObject) {
    const field = Object.hasOwn(type.shape, step) ? type.shape[String(step)] : undefined;
    return field ? [field] : [];
  }
  if (type instanceof z.ZodRecord) return [type.valueType];
  if (type instanceof z.ZodArray) return [type.element];
  return [];
}

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

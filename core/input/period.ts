import type { z } from 'zod';

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

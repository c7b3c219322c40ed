import { z } from 'zod';
import { operatorIssues } from '../../input/operators/check.ts';
import { holdsOperator } from '../../input/operators/parse.ts';
import { unsafeNumbers } from '../../input/plain-json.ts';
import { unknownKinds } from '../../input/template.ts';
import { named } from './shared.ts';

/**
 * Named operations; the input of each is checked with the dispatch that completes it, its operators here.
 * @param code the operation whose `query` is a text in a language of the database: what is inserted there, by a
 * placeholder or an operator, would be read as a part of it
 */
export const presets = <P extends { operation: string }>(
  operations: readonly P['operation'][],
  code?: P['operation'],
) => {
  const schema = named(
    z
      .strictObject({
        operation: z.enum(operations),
        input: z.record(z.string(), z.unknown()).exactOptional(),
      })
      .superRefine(({ operation, input }, context) => {
        const query = operation === code ? input?.['query'] : undefined;
        if (typeof query === 'string' && (query.includes('{{') || holdsOperator(query))) {
          const message = 'must hold neither {{…}} nor operators; put them into params';
          context.addIssue({ code: 'custom', path: ['input', 'query'], message });
        }
        for (const { path, message } of operatorIssues(input, 'input')) {
          context.addIssue({ code: 'custom', path: path.split('.'), message });
        }
        for (const { path, message } of unsafeNumbers(input, 'input')) {
          context.addIssue({ code: 'custom', path: path.split('.'), message });
        }
        for (const { path, message } of templateFaults(input, ['input'])) {
          context.addIssue({ code: 'custom', path, message });
        }
      }),
  );
  // That the inputs fit their operations is for the dispatch to say; the names of the operations are those of the type.
  return z.exactOptional(schema as unknown as z.ZodType<Record<string, P>>);
};

/** What is wrong with the placeholders of a template, each with its path: one in a key, which is never filled, or of no known kind. */
export function templateFaults(
  template: unknown,
  path: readonly string[],
): { path: string[]; message: string }[] {
  if (typeof template === 'string') {
    return unknownKinds(template).map((message) => ({ path: [...path], message }));
  }
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, inner]) => {
    const at = [...path, key];
    const inKey = key.includes('{{') ? [{ path: at, message: 'a name may hold no {{…}}' }] : [];
    return [...inKey, ...templateFaults(inner, at)];
  });
}

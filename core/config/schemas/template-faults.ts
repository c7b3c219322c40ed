import { unknownKinds } from '../../input/template.ts';

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

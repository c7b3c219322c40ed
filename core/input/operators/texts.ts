import { isPlain } from './parse.ts';

/** Where a text stands: the keys and positions that lead to it; it changes after the call. */
export type Trail = readonly (string | number)[];

/** Whether a text has anything to evaluate in it. */
export const holdsOperators = (text: string): boolean => !isPlain(text);

/** Calls `visit` for each text of a JSON value that holds operators, in order. */
export function visitTexts(
  value: unknown,
  visit: (text: string, trail: Trail) => void,
  trail: (string | number)[] = [],
): void {
  if (typeof value === 'string') {
    if (holdsOperators(value)) visit(value, trail);
  } else if (typeof value === 'object' && value !== null) {
    forEachInner(value, trail, (inner) => visitTexts(inner, visit, trail));
  }
}

/**
 * A JSON value with each text that is wanted replaced; keys stay as they are. The given value is not changed, and what
 * holds no such text is shared with it.
 */
export function mapTexts(
  value: unknown,
  replace: (text: string, trail: Trail) => unknown,
  isWanted: (text: string) => boolean,
  trail: (string | number)[] = [],
): unknown {
  if (typeof value === 'string') return isWanted(value) ? replace(value, trail) : value;
  if (typeof value !== 'object' || value === null) return value;
  let copy: object | undefined;
  forEachInner(value, trail, (inner, key) => {
    const mapped = mapTexts(inner, replace, isWanted, trail);
    if (mapped === inner) return;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    Reflect.set(copy, key, mapped);
  });
  return copy ?? value;
}

/** Goes through what may hold texts. A body has room for 100 000 values, so nothing is made for each. */
function forEachInner(
  value: object,
  trail: (string | number)[],
  call: (inner: unknown, key: string | number) => void,
): void {
  const one = (inner: unknown, key: string | number) => {
    if (typeof inner !== 'string' && typeof inner !== 'object') return;
    trail.push(key);
    call(inner, key);
    trail.pop();
  };
  if (Array.isArray(value)) value.forEach(one);
  else for (const key of Object.keys(value)) one(Reflect.get(value, key), key);
}

/** The path of a place, for messages; keys are cut to 100 characters. */
export function pathOf(root: string, trail: Trail): string {
  return [root, ...trail.map((key) => String(key).slice(0, 100))].join('.');
}

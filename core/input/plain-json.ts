import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** Naming more mistakes than this helps nobody, and each costs room in the answer. */
const MISTAKES_MAX = 20;

/** What makes a parsed JSON value unfit to be handled at all: nesting too deep, or keys that reach into prototypes. */
export function unfitJson(value: unknown): Issue[] {
  const found: Issue[] = [];
  look(value, [], found);
  return found;
}

function look(value: unknown, path: readonly string[], found: Issue[]): void {
  if (typeof value !== 'object' || value === null || found.length >= MISTAKES_MAX) return;
  if (path.length >= Limits.bodyDepth) {
    found.push({
      path: path.slice(0, 4).join('.'),
      message: `nested deeper than ${Limits.bodyDepth} levels`,
    });
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (found.length >= MISTAKES_MAX) return;
    const at = [...path, key.slice(0, 100)];
    if (FORBIDDEN.has(key)) found.push({ path: at.join('.'), message: `the name "${key}" is not allowed` });
    else look(inner, at, found);
  }
}

/** Numbers that JavaScript and most of what is called cannot hold exactly; kept, they would be others. */
export function unsafeNumbers(value: unknown, path: string): Issue[] {
  const found: Issue[] = [];
  lookForNumbers(value, path, found);
  return found;
}

function lookForNumbers(value: unknown, path: string, found: Issue[]): void {
  if (found.length >= MISTAKES_MAX) return;
  if (typeof value === 'number' && !(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) {
    found.push({
      path,
      message: `${value} is beyond ±(2^53−1), where numbers are not exact: send it as text`,
    });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      lookForNumbers(inner, `${path}.${key.slice(0, 100)}`, found);
  }
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

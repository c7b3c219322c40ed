import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** What makes a parsed JSON value unfit to be handled at all: nesting too deep, or keys that reach into prototypes. */
export function unfitJson(value: unknown, path: readonly string[] = []): Issue[] {
  if (typeof value !== 'object' || value === null) return [];
  if (path.length >= Limits.bodyDepth) {
    return [{ path: path.slice(0, 4).join('.'), message: `nested deeper than ${Limits.bodyDepth} levels` }];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = [...path, key];
    if (FORBIDDEN.has(key)) return [{ path: at.join('.'), message: `the name "${key}" is not allowed` }];
    return unfitJson(inner, at);
  });
}

/** JSON with the keys of every object in order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

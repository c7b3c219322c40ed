import type { Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';

/** Names that reach into prototypes where an object has them as keys. */
export const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A caller is helped by no more mistakes than this, and each costs room in the answer. */
const MISTAKES_MAX = 20;

/** What makes a parsed JSON value unfit to be handled at all: nesting too deep, or keys that reach into prototypes. */
export function unfitJson(value: unknown): Issue[] {
  const found: Issue[] = [];
  look(value, undefined, 0, found);
  return found;
}

/** Where a value stands; written out only for a mistake, as there may be a hundred thousand values. */
interface Place {
  name: string | number;
  within: Place | undefined;
}

function look(value: unknown, place: Place | undefined, depth: number, found: Issue[]): void {
  if (typeof value !== 'object' || value === null || found.length >= MISTAKES_MAX) return;
  if (depth >= Limits.bodyDepth) {
    const path = pathOf(place).slice(0, 4).join('.');
    found.push({ path, message: `nested deeper than ${Limits.bodyDepth} levels` });
    return;
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) {
      const inner: unknown = value[index];
      if (typeof inner === 'object') look(inner, { name: index, within: place }, depth + 1, found);
    }
    return;
  }
  for (const name of Object.keys(value)) {
    if (found.length >= MISTAKES_MAX) return;
    const at = { name, within: place };
    if (FORBIDDEN_NAMES.has(name))
      found.push({ path: pathOf(at).join('.'), message: `the name "${name}" is not allowed` });
    else look(Reflect.get(value, name), at, depth + 1, found);
  }
}

function pathOf(place: Place | undefined): string[] {
  const path: string[] = [];
  for (let at = place; at; at = at.within) path.unshift(String(at.name).slice(0, 100));
  return path;
}

/** Numbers that JavaScript and most of what is called cannot hold exactly; kept, they would be others. */
export function unsafeNumbers(value: unknown, path: string): Issue[] {
  const found: Issue[] = [];
  lookForNumbers(value, path, found);
  return found;
}

function lookForNumbers(value: unknown, path: string, found: Issue[]): void {
  if (found.length >= MISTAKES_MAX) return;
  if (typeof value === 'number' && !isExact(value)) {
    // The digits that were written are lost already.
    found.push({ path, message: 'a number beyond ±(2^53−1), where numbers are not exact: send it as text' });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value))
      lookForNumbers(inner, `${path}.${key.slice(0, 100)}`, found);
  }
}

/** JSON with the keys of every object in order, so that equal values have equal texts; for what {@link unfitJson} passed. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += `,${canonicalJson(item)}`;
    return `[${items.slice(1)}]`;
  }
  let fields = '';
  for (const name of Object.keys(value).sort()) {
    fields += `,${JSON.stringify(name)}:${canonicalJson(Reflect.get(value, name))}`;
  }
  return `{${fields.slice(1)}}`;
}

/**
 * Whether a number is sure to be the one that was written: finite and within ±(2⁵³−1). Beyond, JavaScript takes the nearest
 * number that a double holds, or an infinite one, for it.
 */
export function isExact(value: number): boolean {
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
}

/** For `JSON.stringify`: integers that a double does not hold, and what JSON cannot say of numbers, as text. */
export function inexactAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' || (typeof value === 'number' && !isExact(value)) ? String(value) : value;
}

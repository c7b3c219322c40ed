import type { Issue } from '../../contract/errors.ts';

/** What JSON writes as it is, by `Object.prototype.toString`; of a Map or a Date it would write something else. */
const KINDS = ['[object Object]', '[object Array]'];

/** Deeper is nothing that a person writes: it holds itself. */
const DEPTH_MAX = 100;

/** A person is helped by no more mistakes than this. */
const MISTAKES_MAX = 20;

/** Each value that the JSON of a config would lose or change without a word, by its path. */
export function notJson(config: unknown): Issue[] {
  const found: Issue[] = [];
  const look = (value: unknown, path: readonly string[]): void => {
    if (found.length >= MISTAKES_MAX) return;
    const message = fault(value, path.length);
    if (message !== undefined) found.push({ path: path.slice(0, 10).join('.'), message });
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) {
        // What is undefined in a list would be null.
        if (inner !== undefined || Array.isArray(value)) look(inner, [...path, name]);
        // Copies of the object would lose it.
        if (name === '__proto__')
          found.push({ path: [...path, name].join('.'), message: 'this name is not allowed' });
      }
  };
  look(config, []);
  return found;
}

function fault(value: unknown, depth: number): string | undefined {
  if (depth > DEPTH_MAX) return 'holds itself';
  if (value === undefined) return 'required';
  if (typeof value === 'number' && !Number.isFinite(value)) return `is ${value}, which JSON does not know`;
  if (['function', 'symbol', 'bigint'].includes(typeof value))
    return `is a ${typeof value}, which JSON does not know`;
  if (typeof value !== 'object' || value === null) return undefined;
  const kind = Object.prototype.toString.call(value);
  if (!KINDS.includes(kind)) return `is a ${kind.slice(8, -1)}, which JSON does not know`;
  return 'toJSON' in value && typeof value.toJSON === 'function' ? 'has a JSON of its own' : undefined;
}

import type { z } from 'zod';
import type { Issue } from '../../contract/errors.ts';
import { quoted } from '../text/bounds.ts';
import { fieldsAt, unitAt } from './fields-at.ts';
import { unknownFields } from './nearest-name.ts';

type Raw = z.core.$ZodIssue;

/** Longest value that is shown, characters. */
const SHOWN = 60;

/** Says in words what one mistake is, what was expected and what came; one issue per unknown field. */
export function describeIssue(raw: Raw, schema: z.ZodType, base: readonly string[]): Issue[] {
  const path = [...base, ...raw.path.map(String)];
  if (raw.code === 'unrecognized_keys') {
    return unknownFields(raw.keys, fieldsAt(schema, raw.path), path);
  }
  if (raw.code === 'invalid_union' && raw.input !== undefined) {
    const branch = closestBranch(raw.errors);
    if (branch?.some((issue) => issue.path.length > 0 || issue.code !== 'invalid_type')) {
      const inner = branch.map((issue) => ({ ...issue, path: [...raw.path, ...issue.path] }) as Raw);
      return inner.flatMap((issue) => describeIssue(issue, schema, base));
    }
    const expected = raw.errors
      .flat()
      .flatMap((issue) => ('expected' in issue ? [String(issue.expected)] : []));
    const either = [...new Set(expected)].join(' or ');
    return [{ path: path.join('.'), message: either ? mismatch(either, raw.input) : raw.message }];
  }
  return [{ path: path.join('.'), message: sentence(raw, schema) }];
}

/** A number that JSON holds may be past what a double does: 1e400 is read as infinite. */
function mismatch(expected: string, input: unknown): string {
  const isUnbounded = typeof input === 'number' && !Number.isFinite(input);
  return `expected ${isUnbounded ? expected.replace('number', 'finite number') : expected}, got ${kind(input)}`;
}

function sentence(raw: Raw, schema: z.ZodType): string {
  if (raw.input === undefined) return 'required';
  switch (raw.code) {
    case 'invalid_type':
      return mismatch(raw.expected === 'int' ? 'an integer' : raw.expected, raw.input);
    case 'invalid_value':
      return `expected one of ${raw.values.map(String).join(', ')}; got ${show(raw.input)}`;
    case 'too_small':
      return `must be ${raw.inclusive === false ? 'more than' : 'at least'} ${raw.minimum}${unit(raw.origin, raw.minimum) || unitAt(schema, raw.path)}${size(raw.input)}`;
    case 'too_big':
      return `must be at most ${raw.maximum}${unit(raw.origin, raw.maximum) || unitAt(schema, raw.path)}${size(raw.input)}`;
    case 'invalid_key':
      return raw.issues[0]?.message ?? raw.message;
    default:
      return raw.message;
  }
}

/** The alternative that was most likely meant: of the right type, no operator if it is none, with the fewest mistakes. */
function closestBranch(branches: readonly (readonly Raw[])[]): readonly Raw[] | undefined {
  const wrongType = (branch: readonly Raw[]) =>
    branch.some((i) => i.path.length === 0 && i.code === 'invalid_type') ? 1000 : 0;
  const noOperator = (branch: readonly Raw[]) => (branch.some((i) => i.message === NO_OPERATOR) ? 500 : 0);
  const distance = (branch: readonly Raw[]) => wrongType(branch) + noOperator(branch) + branch.length;
  return [...branches].sort((a, b) => distance(a) - distance(b))[0];
}

function unit(origin: string, count: number | bigint): string {
  const word = origin === 'string' ? ' character' : origin === 'array' ? ' item' : '';
  return word === '' || count === 1 ? word : `${word}s`;
}

/** What came, but nothing of a text: its length may tell that of a secret in it. */
function size(input: unknown): string {
  if (typeof input === 'string' && input !== '') return '';
  return `; got ${Array.isArray(input) || input === '' ? input.length : show(input)}`;
}

function kind(input: unknown): string {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'array';
  if (typeof input === 'string' && input.length > SHOWN) return show(input);
  return typeof input === 'number' || typeof input === 'string'
    ? `${typeof input} ${show(input)}`
    : typeof input;
}

function show(input: unknown): string {
  if (typeof input === 'string') return quoted(input, SHOWN);
  const text = typeof input === 'number' ? String(input) : (JSON.stringify(input) ?? typeof input);
  return text.length > SHOWN ? `a long ${typeof input}` : text;
}

/** Said of a text without an operator that is not the value either, where nothing says more. */
export const NO_OPERATOR = 'expected a value or an operator';

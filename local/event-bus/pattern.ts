import { asRecord } from '../../contract/plain-data.ts';

type Fields = Record<string, unknown>;

/**
 * Whether an event matches a pattern: every field of the pattern is in the event with one of the values, or fits one
 * of the content filters (EventBridge user guide, "Comparison operators"; those of numbers, prefixes, suffixes, case,
 * existence, wildcards, negation and `$or`).
 */
export function matches(pattern: unknown, event: unknown): boolean {
  return Object.entries(asRecord(pattern)).every(([name, wanted]) => {
    if (name === '$or' && Array.isArray(wanted)) return wanted.some((one) => matches(one, event));
    const present = typeof event === 'object' && event !== null && Object.hasOwn(event, name);
    const value: unknown = present ? Reflect.get(asRecord(event), name) : undefined;
    if (!Array.isArray(wanted)) return matches(wanted, value);
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return wanted.some((filter) => values.some((one) => fits(filter, one, present)));
  });
}

/** What `matches` and the filters of Lambda have in common; `anything-but` takes values and one of them. */
const OPERATORS = ['exists', 'prefix', 'suffix', 'equals-ignore-case', 'anything-but', 'numeric'];

/** What in a pattern is not understood, with the path to it; undefined where all is. */
export function faultOf(pattern: unknown, path = ''): string | undefined {
  if (typeof pattern !== 'object' || pattern === null)
    return `${path || 'a pattern'} must be an object or a list`;
  if (!Array.isArray(pattern)) {
    const parts = Object.entries(pattern).map(([name, inner]) =>
      name === '$or' && Array.isArray(inner)
        ? inner.map((one) => faultOf(one, path)).find((fault) => fault !== undefined)
        : faultOf(inner, path === '' ? name : `${path}.${name}`),
    );
    return parts.find((fault) => fault !== undefined);
  }
  const operators = pattern.flatMap((filter) =>
    typeof filter === 'object' && filter !== null ? Object.keys(filter) : [],
  );
  const unknown = operators.find((operator) => !OPERATORS.includes(operator));
  return unknown === undefined ? undefined : `${path} has the filter ${unknown}, which is not known here`;
}

function fits(filter: unknown, value: unknown, present: boolean): boolean {
  if (typeof filter !== 'object' || filter === null) return present && filter === value;
  const [[operator, operand] = []] = Object.entries(filter as Fields);
  const text = typeof value === 'string' ? value : undefined;
  switch (operator) {
    case 'exists':
      return operand === present;
    case 'prefix':
      return text?.startsWith(String(operand)) ?? false;
    case 'suffix':
      return text?.endsWith(String(operand)) ?? false;
    case 'equals-ignore-case':
      return text?.toLowerCase() === String(operand).toLowerCase();
    case 'wildcard':
      return text !== undefined && wildcard(String(operand)).test(text);
    case 'anything-but':
      return present && ![operand].flat().some((no) => fits(no, value, present));
    case 'numeric':
      return typeof value === 'number' && Array.isArray(operand) && within(value, operand);
    default:
      return false;
  }
}

function wildcard(pattern: string): RegExp {
  const literal = pattern.split('*').map((piece) => piece.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's');
}

/** `['>=', 0, '<', 10]`. */
function within(value: number, comparisons: readonly unknown[]): boolean {
  for (let i = 0; i + 1 < comparisons.length; i += 2) {
    const bound = Number(comparisons[i + 1]);
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(comparisons[i])];
    if (!holds) return false;
  }
  return comparisons.length >= 2;
}

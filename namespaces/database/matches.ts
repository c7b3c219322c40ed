import { likeMatcher } from '../shared/like.ts';
import type { Comparison, Condition, FieldCondition, Scalar, TextCondition } from '../shared/where.ts';

type Row = Record<string, unknown>;

/** Whether the row fulfils the condition; it is what every engine's own evaluation must agree with. */
export function matches(condition: Condition, row: Row): boolean {
  if (condition.kind === 'group') {
    return condition.by === 'and'
      ? condition.of.every((part) => matches(part, row))
      : condition.of.some((part) => matches(part, row));
  }
  return valueMatches(condition, valueAt(row, condition.field));
}

function valueMatches(condition: FieldCondition, value: unknown): boolean {
  const isNull = value === undefined || value === null;
  if (isNull) return condition.kind === 'null' && !condition.negated;
  switch (condition.kind) {
    case 'null':
      return condition.negated;
    case 'compare':
      return compares(value, condition.by, condition.value);
    case 'among':
      return condition.values.includes(value as Scalar) !== condition.negated;
    case 'between':
      return compares(value, 'gte', condition.from) && compares(value, 'lte', condition.to);
    case 'text':
      return matchesText(value, condition);
  }
}

/** The value at a path of names joined by dots. */
export function valueAt(row: Row, path: string): unknown {
  let value: unknown = row;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Row)[name];
  }
  return value;
}

/** Negative, zero or positive for two texts or two numbers; undefined for anything else. */
export function compare(a: unknown, b: unknown): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  // DynamoDB orders text by its UTF-8 bytes, not by UTF-16 units as JavaScript does.
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return undefined;
}

function compares(value: unknown, by: Comparison, operand: Scalar): boolean {
  if (by === 'eq') return value === operand;
  if (by === 'ne') return value !== operand;
  const order = compare(value, operand);
  if (order === undefined) return false;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[by];
}

/** Patterns that were read, as every row is held against them. */
const patterns = new WeakMap<TextCondition, (text: string) => boolean>();

function matchesText(value: unknown, condition: TextCondition): boolean {
  const { by, text } = condition;
  if (by === 'contains' && Array.isArray(value)) return value.includes(text);
  if (by === 'contains' && value instanceof Set) return value.has(text);
  if (typeof value !== 'string') return false;
  switch (by) {
    case 'contains':
      return value.includes(text);
    case 'startsWith':
      return value.startsWith(text);
    case 'endsWith':
      return value.endsWith(text);
    case 'like': {
      const matcher = patterns.get(condition) ?? likeMatcher(text);
      patterns.set(condition, matcher);
      return matcher(value);
    }
  }
}

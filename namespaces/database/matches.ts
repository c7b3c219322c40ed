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
      return matchesText(value, condition.by, condition.text);
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

function matchesText(value: unknown, by: TextCondition['by'], text: string): boolean {
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
    case 'like':
      return likeExpression(text).test(value);
  }
}

/** A SQL pattern in its parts: literal text, `%` or `_`; a backslash makes the next letter literal. */
export function likeParts(pattern: string): { wildcard?: '%' | '_'; text: string }[] {
  const parts: { wildcard?: '%' | '_'; text: string }[] = [];
  for (const [token] of pattern.matchAll(/\\.|%+|_|[^\\%_]+|\\$/gsu)) {
    const previous = parts.at(-1);
    if (token === '_') parts.push({ wildcard: '_', text: '' });
    else if (token.startsWith('%')) parts.push({ wildcard: '%', text: '' });
    else {
      const text = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
      if (previous && !previous.wildcard) previous.text += text;
      else parts.push({ text });
    }
  }
  return parts;
}

function likeExpression(pattern: string): RegExp {
  const source = likeParts(pattern).map(({ wildcard, text }) => {
    if (wildcard) return wildcard === '%' ? '.*' : '.';
    return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`, 'su');
}

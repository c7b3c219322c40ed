import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Condition, FieldCondition } from '../../shared/where.ts';
import { toAttribute } from './item.ts';

/** Placeholders for every name and value of one request's expressions. */
export class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: Record<string, AttributeValue> = {};
  #count = 0;

  /** The placeholder of a path; dots lead into maps. */
  path(path: string): string {
    return path
      .split('.')
      .map((name) => this.#name(name))
      .join('.');
  }

  value(value: unknown): string {
    return this.attribute(toAttribute(value));
  }

  attribute(value: AttributeValue): string {
    this.#count += 1;
    this.#values[`:v${this.#count}`] = value;
    return `:v${this.#count}`;
  }

  /** The fields of a request; DynamoDB refuses empty ones, and placeholders that no expression uses. */
  fields(): {
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, AttributeValue>;
  } {
    const names = Object.fromEntries([...this.#names].map(([name, placeholder]) => [placeholder, name]));
    return {
      ...(this.#names.size > 0 && { ExpressionAttributeNames: names }),
      ...(this.#count > 0 && { ExpressionAttributeValues: this.#values }),
    };
  }

  #name(name: string): string {
    const placeholder = this.#names.get(name) ?? `#n${this.#names.size}`;
    this.#names.set(name, placeholder);
    return placeholder;
  }
}

/** A widened condition as an expression. */
export function expressionOf(condition: Condition, placeholders: Placeholders): string {
  if (condition.kind !== 'group') return fieldExpression(condition, placeholders);
  return condition.of
    .map((part) => operand(part, placeholders))
    .join(condition.by === 'and' ? ' AND ' : ' OR ');
}

/** The expression as an operand of AND; needless parentheses are an error to DynamoDB. */
export function operand(condition: Condition, placeholders: Placeholders): string {
  const text = expressionOf(condition, placeholders);
  return condition.kind === 'group' || / (AND|OR) /.test(text) ? `(${text})` : text;
}

const COMPARISONS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function fieldExpression(condition: FieldCondition, placeholders: Placeholders): string {
  const path = placeholders.path(condition.field);
  const bind = (value: unknown) => placeholders.value(value);
  const isNull = () => `attribute_type(${path}, ${bind('NULL')})`;
  const present = () => `attribute_exists(${path}) AND NOT ${isNull()}`;
  switch (condition.kind) {
    case 'compare':
      return condition.by === 'ne'
        ? `${present()} AND ${path} <> ${bind(condition.value)}`
        : `${path} ${COMPARISONS[condition.by]} ${bind(condition.value)}`;
    case 'among': {
      const list = `${path} IN (${condition.values.map(bind).join(', ')})`;
      return condition.negated ? `${present()} AND NOT ${list}` : list;
    }
    case 'between':
      // BETWEEN would be an error where the ends are swapped.
      return `${path} >= ${bind(condition.from)} AND ${path} <= ${bind(condition.to)}`;
    case 'null':
      return condition.negated ? present() : `attribute_not_exists(${path}) OR ${isNull()}`;
    case 'text':
      return `${condition.by === 'startsWith' ? 'begins_with' : 'contains'}(${path}, ${bind(condition.text)})`;
  }
}

import { likeParts } from '../../shared/like.ts';
import type { Condition, FieldCondition } from '../../shared/where.ts';

/** Most operands of `IN` (Amazon DynamoDB Developer Guide, "Comparison operator and function reference"). */
const MAX_IN = 100;

/** A condition that DynamoDB can evaluate; one that is not `exact` also lets rows through that were not meant. */
export interface Widened {
  /** Absent: lets every row through. */
  condition?: Condition;
  exact: boolean;
}

/**
 * Replaces what DynamoDB cannot say (`$endsWith`, most `$like` patterns, long lists, the `hidden` keys of a table
 * that is queried) by something wider. No condition is ever negated as a whole, so the whole gets wider too, and
 * rows that came through are matched again in memory.
 */
export function widen(condition: Condition, hidden: readonly string[] = []): Widened {
  if (condition.kind !== 'group')
    return hidden.includes(condition.field) ? { exact: false } : widenField(condition);
  const parts = condition.of.map((part) => widen(part, hidden));
  const of = parts.flatMap((part) => part.condition ?? []);
  const [only] = of;
  if (!only || (condition.by === 'or' && of.length < parts.length)) return { exact: false };
  const exact = parts.every((part) => part.exact);
  return { condition: of.length === 1 ? only : { ...condition, of }, exact };
}

function widenField(condition: FieldCondition): Widened {
  const { field } = condition;
  const present: Widened = { condition: { kind: 'null', field, negated: true }, exact: false };
  if (condition.kind === 'among' && condition.values.length > MAX_IN) return present;
  if (condition.kind !== 'text') return { condition, exact: true };
  if (condition.by === 'endsWith') return { condition: { ...condition, by: 'contains' }, exact: false };
  if (condition.by !== 'like') return { condition, exact: true };

  const [first, second, third] = likeParts(condition.text);
  if (typeof first === 'object') {
    if (!second) return { condition: { kind: 'compare', field, by: 'eq', value: first.text }, exact: true };
    const exact = second === '%' && !third;
    return { condition: { kind: 'text', field, by: 'startsWith', text: first.text }, exact };
  }
  if (typeof second !== 'object') return present;
  return { condition: { kind: 'text', field, by: 'contains', text: second.text }, exact: false };
}

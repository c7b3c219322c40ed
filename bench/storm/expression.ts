import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Item, textOf } from './write-units.ts';

/** What an expression speaks of. */
export interface Spoken {
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** The value of a placeholder. */
export const spokenValue = ({ ExpressionAttributeValues: values }: Spoken, name: string) =>
  values?.[name]?.S ?? values?.[name]?.N ?? '';

/** The attribute that a placeholder names. */
export const spokenName = ({ ExpressionAttributeNames: names }: Spoken, name: string) =>
  names?.[name] ?? name;

/** Whether a condition of the stores holds of an item, or of none. @throws Error for one that is not understood */
export function holds(condition: string | undefined, spoken: Spoken, item: Item | undefined): boolean {
  if (condition === undefined) return true;
  return condition.split(' OR ').some((all) => all.split(' AND ').every((one) => isTrue(one, spoken, item)));
}

function isTrue(text: string, spoken: Spoken, item: Item | undefined): boolean {
  const exists = /^attribute_(not_)?exists\((#\w+)\)$/.exec(text);
  if (exists) {
    const there = textOf(item, spokenName(spoken, exists[2] ?? '')) !== undefined;
    return exists[1] ? !there : there;
  }
  const [, left = '', operator, right = ''] = /^(#\w+) (=|<=|>) (:\w+)$/.exec(text) ?? [];
  if (operator === undefined)
    throw new Error(`a condition that the played table does not understand: ${text}`);
  const found = textOf(item, spokenName(spoken, left));
  if (found === undefined) return false;
  const wanted = spokenValue(spoken, right);
  if (operator === '=') return found === wanted;
  return operator === '>' ? Number(found) > Number(wanted) : Number(found) <= Number(wanted);
}

/** The item as an update makes it. @throws Error for one that is not understood */
export function updated(update: string, spoken: Spoken, item: Item): Item {
  const [, removed] = /^REMOVE (#\w+)$/.exec(update) ?? [];
  if (removed !== undefined) {
    const { [spokenName(spoken, removed)]: _gone, ...rest } = item;
    return rest;
  }
  const after = { ...item };
  for (const one of update.replace(/^SET /, '').split(', ')) {
    const [, set = '', added, value = ''] = /^(#\w+) = (#\w+ \+ )?(:\w+)$/.exec(one) ?? [];
    const given = spoken.ExpressionAttributeValues?.[value];
    if (!given) throw new Error(`an update that the played table does not understand: ${update}`);
    const name = spokenName(spoken, set);
    after[name] = added === undefined ? given : { N: String(Number(textOf(item, name)) + Number(given.N)) };
  }
  return after;
}

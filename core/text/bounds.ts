/** The text itself, or its first `max` characters and `…`; never half a character at the cut. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * A caller's text as a message quotes it: whole, or not at all. A piece of it may be a piece of a secret, which nothing
 * takes out of the message any more, and its length may tell that of a secret in it.
 */
export function quoted(text: string, most = 100): string {
  return text.length > most ? `a text of more than ${most} characters` : JSON.stringify(text);
}

const encoder = new TextEncoder();

/** How many bytes a value is as JSON, which is what it takes in an item, a message or an answer. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

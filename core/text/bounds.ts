/** The text itself, or its first `max` characters and `…`; never half a character at the cut. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** The text itself, or as much of its beginning and its end as fit around `…` into `max` characters; never half a character at the cuts. */
export function cutMiddle(text: string, max: number): string {
  if (text.length <= max) return text;
  const first = Math.floor(max / 3);
  const begun = text.slice(0, first).replace(/[\uD800-\uDBFF]$/, '');
  return `${begun}…${text.slice(first + 1 - max).replace(/^[\uDC00-\uDFFF]/, '')}`;
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

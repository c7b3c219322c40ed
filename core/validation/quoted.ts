/**
 * A caller's text as a message quotes it: whole, or not at all. A piece of it may be a piece of a secret, which nothing
 * takes out of the message any more, and its length may tell that of a secret in it.
 */
export function quoted(text: string, most = 100): string {
  return text.length > most ? `a text of more than ${most} characters` : JSON.stringify(text);
}

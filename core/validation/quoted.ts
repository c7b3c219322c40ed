/**
 * A caller's text as a message quotes it: whole, or by its length alone. A piece of it may be a piece of a secret, which
 * nothing takes out of the message any more.
 */
export function quoted(text: string, most = 100): string {
  return text.length > most ? `a text of ${text.length} characters` : JSON.stringify(text);
}

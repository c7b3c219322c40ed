import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../errors/run-error.ts';
import type { Secrets } from '../ports/access.ts';

/**
 * What may stand between `$Secret{` and `}`: the name of a secret, as Secrets Manager allows and with the `!` of those that RDS
 * manages, and after a `#` the field of one whose text is a JSON object.
 */
const REFERENCE = `[A-Za-z0-9/_+=.@!-]{1,512}(?:#[A-Za-z0-9_.-]{1,128})?`;

const WHOLE = new RegExp(`^${REFERENCE}$`);

/** A secret that a text asks for, with its reference. */
export const SECRET = new RegExp(String.raw`\$Secret\{(${REFERENCE})\}`, 'g');

/** What was meant as one, in whatever case, and is none; an escaped `$$Secret{` is text. */
const MALFORMED = new RegExp(
  String.raw`(?<!\$)(?!\$Secret\{${REFERENCE}\})\$[sS][eE][cC][rR][eE][tT]\{[^}]{0,40}\}?`,
);

/** Whether a text is the name of a secret, and perhaps a field of it. */
export function isSecretReference(text: string): boolean {
  return WHOLE.test(text);
}

/** The first thing in a text that looks like a secret and names none. */
export function malformedSecret(text: string): string | undefined {
  return MALFORMED.exec(text)?.[0];
}

/** The name of the secret that a reference means, without its field. */
export function secretName(reference: string): string {
  return reference.replace(/#.*/s, '');
}

/** What a reference means of the secret's text: all of it, or one field. @throws RunError `NOT_FOUND` without quoting it */
export function secretValue(reference: string, text: string): string {
  const name = secretName(reference);
  if (name === reference) return text;
  const field = reference.slice(name.length + 1);
  const value = fieldOf(text, field);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RunError(
    ErrorCode.NotFound,
    `The secret ${name} is not a JSON object with a text in "${field}".`,
  );
}

function fieldOf(text: string, field: string): unknown {
  try {
    const whole: unknown = JSON.parse(text);
    if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, field)) return undefined;
    return Reflect.get(whole, field);
  } catch {
    return undefined;
  }
}

/** Replaces every `$Secret{NAME}` and `$Secret{NAME#FIELD}` in `text` by its value. */
export async function resolveSecrets(text: string, secrets: Secrets): Promise<string> {
  const names = secretNames(text);
  const values = new Map(
    await Promise.all(names.map(async (name) => [name, await secrets.get(name)] as const)),
  );
  return text.replace(SECRET, (_whole, name: string) => values.get(name) ?? '');
}

/** The secrets that `text` asks for by their references, each once. */
export function secretNames(text: string): string[] {
  return [...new Set([...text.matchAll(SECRET)].flatMap((match) => match[1] ?? []))];
}

import type { Secrets } from '../ports/secrets.ts';

const SECRET = /\$Secret\{([A-Za-z0-9/_+=.@-]{1,512})\}/g;

/** Replaces every `$Secret{NAME}` in `text` by its value. */
export async function resolveSecrets(text: string, secrets: Secrets): Promise<string> {
  const names = secretNames(text);
  const values = new Map(
    await Promise.all(names.map(async (name) => [name, await secrets.get(name)] as const)),
  );
  return text.replace(SECRET, (_whole, name: string) => values.get(name) ?? '');
}

/** The names of the secrets that `text` asks for, each once. */
export function secretNames(text: string): string[] {
  return [...new Set([...text.matchAll(SECRET)].flatMap((match) => match[1] ?? []))];
}

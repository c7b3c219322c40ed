import type { Secrets } from '../ports/secrets.ts';
import { SECRET } from './secret-reference.ts';

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

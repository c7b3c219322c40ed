import { isSecretReference, secretName } from '../../core/input/secret-reference.ts';
import type { Secrets } from '../../core/ports/access.ts';
import { Env } from '../environment.ts';

let secrets: Promise<Secrets> | undefined;

/** The text of a secret that the config lists for this function. @throws Error naming the secret and what keeps it from being read */
export async function secretText(name: string): Promise<string> {
  const listed: string[] = JSON.parse(process.env[Env.ownSecrets] ?? '[]');
  if (!isSecretReference(name) || !listed.map(secretName).includes(secretName(name)))
    throw new Error(
      `the config does not list the secret ${JSON.stringify(name)} among the function's secrets`,
    );
  secrets ??= import('../own-secrets.ts').then(({ ownSecrets }) => ownSecrets());
  return await (await secrets).get(name);
}

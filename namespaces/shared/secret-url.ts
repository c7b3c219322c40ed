import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { Secrets } from '../../core/ports/secrets.ts';

/**
 * A url of the config with its secrets in it: one within the user info is taken literally, whatever letters it has;
 * one that is the whole url is a url.
 */
export async function resolveUrl(template: string, secrets: Secrets): Promise<string> {
  const at = template.lastIndexOf('@') + 1;
  const literally = { get: async (name: string) => encodeURIComponent(await secrets.get(name)) };
  const [userInfo, rest] = await Promise.all([
    resolveSecrets(template.slice(0, at), literally),
    resolveSecrets(template.slice(at), secrets),
  ]);
  return userInfo + rest;
}

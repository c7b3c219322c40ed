import type { Config, EnvConfig } from '../../contract/config.ts';
import { secretNames } from '../input/resolve-secrets.ts';
import { secretName } from '../input/secret-reference.ts';

/** The name of every secret that the config refers to, for its resources or for inputs, each once. */
export function secretsOf(config: Config): string[] {
  const envs: EnvConfig[] = Object.values(config.products).flatMap((product) => Object.values(product.envs));
  const named = envs.flatMap((env) => env.inputSecrets ?? []);
  return [...new Set([...secretNames(JSON.stringify(config)), ...named].map(secretName))];
}

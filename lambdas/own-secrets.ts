import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { REPEATING_SETTINGS } from '../adapters/aws/client-settings.ts';
import { environmentSecrets } from '../adapters/aws/environment-secrets.ts';
import { SecretsManagerSecrets } from '../adapters/aws/secrets-manager.ts';
import type { Secrets } from '../core/ports/secrets.ts';
import { Env } from './environment.ts';
import { clientSettings } from './worker-clock.ts';

/** Where this function's secrets are read from, as its environment says. */
export function ownSecrets(): Secrets {
  const fromEnvironment = process.env[Env.secretSource] === 'environment';
  return fromEnvironment
    ? environmentSecrets
    : new SecretsManagerSecrets(
        new SecretsManagerClient({ ...clientSettings(), maxAttempts: REPEATING_SETTINGS.maxAttempts }),
      );
}

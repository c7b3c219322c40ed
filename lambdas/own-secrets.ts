import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { REPEATING_SETTINGS } from '../adapters/aws/client-settings.ts';
import { environmentSecrets, SecretsManagerSecrets } from '../adapters/aws/secrets.ts';
import type { Secrets } from '../core/ports/access.ts';
import { Env } from './environment.ts';
import { clientSettings } from './own-clients.ts';

/** Where this function's secrets are read from, as its environment says. */
export function ownSecrets(): Secrets {
  const fromEnvironment = process.env[Env.secretSource] === 'environment';
  return fromEnvironment
    ? environmentSecrets
    : new SecretsManagerSecrets(
        new SecretsManagerClient({ ...clientSettings(), maxAttempts: REPEATING_SETTINGS.maxAttempts }),
      );
}

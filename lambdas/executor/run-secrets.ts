import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { REPEATING_SETTINGS } from '../../adapters/aws/client-settings.ts';
import { environmentSecrets, SecretsManagerSecrets } from '../../adapters/aws/secrets.ts';
import type { AwsAccess, Secrets } from '../../core/ports/access.ts';
import { clientSettings, PerAccess } from '../../namespaces/shared/per-access.ts';
import { Env } from '../environment.ts';

const known = new PerAccess<Secrets>();

/** The secrets that runs of a product in an env may read, with its credentials and a memory of its own. */
export function runSecrets(access: AwsAccess): Secrets {
  if (process.env[Env.secretSource] === 'environment') return environmentSecrets;
  return known.get(access, '', () => {
    // The engine's own bounds of a call hold here too: they stand last.
    return new SecretsManagerSecrets(
      new SecretsManagerClient({ ...clientSettings(access), ...REPEATING_SETTINGS }),
    );
  });
}

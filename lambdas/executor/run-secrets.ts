import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { REPEATING_SETTINGS } from '../../adapters/aws/client-settings.ts';
import { environmentSecrets } from '../../adapters/aws/environment-secrets.ts';
import { SecretsManagerSecrets } from '../../adapters/aws/secrets-manager.ts';
import type { AwsAccess } from '../../core/ports/aws-access.ts';
import type { Secrets } from '../../core/ports/secrets.ts';
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

import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { secretName, secretValue } from '../../core/input/secret-reference.ts';
import type { Secrets } from '../../core/ports/secrets.ts';

/** Secrets from environment variables, for laptops. */
export const environmentSecrets: Secrets = {
  get: async (reference) => {
    const name = secretName(reference);
    const value = process.env[name];
    if (value !== undefined) return secretValue(reference, value);
    throw new RunError(
      ErrorCode.NotFound,
      `There is no secret ${name}: set it in the environment or in .env.`,
    );
  },
};

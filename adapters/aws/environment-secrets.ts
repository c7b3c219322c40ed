import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { Secrets } from '../../core/ports/secrets.ts';

/** Secrets from environment variables, for laptops. */
export const environmentSecrets: Secrets = {
  get: async (name) => {
    const value = process.env[name];
    if (value !== undefined) return value;
    throw new RunError(
      ErrorCode.NotFound,
      `There is no secret ${name}: set it in the environment or in .env.`,
    );
  },
};

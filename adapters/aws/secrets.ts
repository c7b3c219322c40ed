import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { secretName, secretValue } from '../../core/input/secret-reference.ts';
import type { Secrets } from '../../core/ports/access.ts';

/** How long a secret is kept in memory, ms: rotation shows within five minutes. */
const KEPT = 300_000;

/** Secrets of Secrets Manager, remembered for a few minutes. */
export class SecretsManagerSecrets implements Secrets {
  private readonly client: SecretsManagerClient;
  private readonly known = new Map<string, { value: Promise<string>; until: number }>();

  constructor(client: SecretsManagerClient) {
    this.client = client;
  }

  async get(reference: string): Promise<string> {
    return secretValue(reference, await this.whole(secretName(reference)));
  }

  private async whole(name: string): Promise<string> {
    const now = Date.now();
    const known = this.known.get(name);
    // A clock that was set back keeps nothing for longer.
    if (known && known.until > now && known.until <= now + KEPT) return await known.value;
    const value = this.read(name);
    this.known.set(name, { value, until: now + KEPT });
    value.catch(() => this.known.delete(name));
    return await value;
  }

  private async read(name: string): Promise<string> {
    try {
      const { SecretString: text } = await this.client.send(new GetSecretValueCommand({ SecretId: name }));
      if (text !== undefined) return text;
    } catch (cause) {
      throw readError(name, cause);
    }
    throw new RunError(ErrorCode.NotFound, `There is no secret ${name} with a text value.`);
  }
}

/** What an error of GetSecretValue means ("Errors" of its API reference): what only an operator can mend is not tried again. */
function readError(name: string, cause: unknown): RunError {
  switch (cause instanceof Error ? cause.name : '') {
    case 'ResourceNotFoundException':
      return new RunError(ErrorCode.NotFound, `There is no secret ${name} with a text value.`, { cause });
    case 'InvalidRequestException':
      return new RunError(ErrorCode.NotFound, `The secret ${name} is marked for deletion.`, { cause });
    case 'AccessDeniedException':
      return new RunError(ErrorCode.Forbidden, `Reading the secret ${name}, or using its key, is denied.`, {
        cause,
      });
    case 'DecryptionFailure':
      return new RunError(ErrorCode.Forbidden, `The key of the secret ${name} does not decrypt it.`, {
        cause,
      });
    default:
      return new RunError(ErrorCode.ServiceUnavailable, `The secret ${name} could not be read.`, { cause });
  }
}

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

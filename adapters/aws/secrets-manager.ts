import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { Secrets } from '../../core/ports/secrets.ts';

/** How long a secret is kept in memory, ms: rotation shows within five minutes. */
const KEPT = 300_000;

/** Secrets of Secrets Manager, remembered for a few minutes. */
export class SecretsManagerSecrets implements Secrets {
  private readonly client: SecretsManagerClient;
  private readonly known = new Map<string, { value: Promise<string>; until: number }>();

  constructor(client: SecretsManagerClient) {
    this.client = client;
  }

  async get(name: string): Promise<string> {
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
      const missing = cause instanceof ResourceNotFoundException;
      if (!missing)
        throw new RunError(ErrorCode.ServiceUnavailable, `The secret ${name} could not be read.`, { cause });
    }
    throw new RunError(ErrorCode.NotFound, `There is no secret ${name} with a text value.`);
  }
}

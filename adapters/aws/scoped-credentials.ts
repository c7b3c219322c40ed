import { createHash } from 'node:crypto';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { AwsAccess, AwsCredentials } from '../../core/ports/access.ts';
import { MINUTE } from '../../core/time/units.ts';

/** The longest session of a role that is taken with a role, s (IAM user guide, "Role chaining"). */
const SESSION_S = 3600;
const SESSION_MS = SESSION_S * 1000;

/** Credentials that end sooner are renewed while they are still used, ms; clients of the SDK ask again 5 min ahead. */
const RENEW_MS = 10 * MINUTE;

/** Credentials that end sooner are not given out, ms. */
const SPENT_MS = MINUTE;

/** Assumes a role for a number of seconds; the session's name stands in CloudTrail. */
export type AssumeRole = (roleArn: string, sessionName: string, seconds: number) => Promise<AwsCredentials>;

export interface ScopedCredentialsSetup {
  assumeRole: AssumeRole;
  /** ARN of the role that holds what a product may reach in an env. */
  roleArn: (scope: Scope) => string;
  /** Unix ms. */
  now: () => number;
}

/**
 * Credentials confined to one product in one env, by a role of its own. Each is kept for its session of an hour and
 * renewed in its last ten minutes, so that a run mostly waits for none.
 */
export class ScopedCredentials {
  private readonly setup: ScopedCredentialsSetup;
  private readonly known = new Map<string, Session>();

  constructor(setup: ScopedCredentialsSetup) {
    this.setup = setup;
  }

  /** The access of a product and env, always the same object; a session that begins from now on is named after the job. */
  of({ product, env }: Scope, job_id: string): AwsAccess {
    // No tag holds a slash.
    const key = `${product}/${env}`;
    const session = this.known.get(key) ?? new Session({ product, env }, this.setup);
    this.known.set(key, session);
    session.job_id = job_id;
    return session;
  }
}

class Session implements AwsAccess {
  job_id = '';
  private readonly scope: Scope;
  private readonly setup: ScopedCredentialsSetup;
  private held: { credentials: AwsCredentials; until: number } | undefined;
  private renewal: Promise<AwsCredentials> | undefined;

  constructor(scope: Scope, setup: ScopedCredentialsSetup) {
    this.scope = scope;
    this.setup = setup;
  }

  async credentials(lastingMs = 0): Promise<AwsCredentials> {
    const needed = Math.max(SPENT_MS, Math.min(lastingMs, SESSION_MS - SPENT_MS));
    const left = (this.held?.until ?? 0) - this.setup.now();
    if (!this.held || left < needed) return await this.renewed();
    // What comes of it is seen when the credentials are used up, if it is not repeated before.
    if (left < RENEW_MS) this.renewed().catch(() => undefined);
    return this.held.credentials;
  }

  /** New credentials; calls meanwhile wait for the same ones. */
  private renewed(): Promise<AwsCredentials> {
    this.renewal ??= this.take().finally(() => {
      this.renewal = undefined;
    });
    return this.renewal;
  }

  /** Their end is reckoned by this machine's clock from before the call, whatever the clock of STS says. */
  private async take(): Promise<AwsCredentials> {
    const until = this.setup.now() + SESSION_MS;
    try {
      const taken = await this.setup.assumeRole(this.setup.roleArn(this.scope), this.job_id, SESSION_S);
      const credentials = { ...taken, expiration: new Date(until) };
      this.held = { credentials, until };
      return credentials;
    } catch (cause) {
      const { product, env } = this.scope;
      const message = `AWS gave no credentials for ${product} in ${env}`;
      throw new RunError(ErrorCode.ServiceUnavailable, message, { cause });
    }
  }
}

/** How many digits of a role's name tell product and env. */
export const SCOPE_DIGITS = 16;

/**
 * The name of the IAM role that holds what one product may reach in one env: the prefix and {@link SCOPE_DIGITS} hexadecimal digits made
 * of both, so that the executor needs to be told the prefix alone, however many products there are.
 */
export function scopeRoleName(prefix: string, { product, env }: Scope): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([product, env]))
    .digest('hex');
  return prefix + digest.slice(0, SCOPE_DIGITS);
}

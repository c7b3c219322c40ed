import { createHash } from 'node:crypto';
import type { Scope } from '../../core/jobs/scope.ts';

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

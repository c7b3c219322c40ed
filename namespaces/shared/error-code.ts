import { type ErrorCode, PLATFORM_CODES, STEERING_CODES } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';

/**
 * An error name that an app answered, as a code: `card_declined`, `CardDeclined` and `card-declined` are
 * `CARD_DECLINED`. Undefined for what is not a name or is longer than a code may be, and for the platform's own codes,
 * however they are spelled: what an app says must not read as what the platform did.
 */
export function errorCode(name: unknown): string | undefined {
  const code = codeOf(name);
  return code !== undefined && OWN.has(lettersOf(code)) ? undefined : code;
}

/**
 * The same of a name that was thrown in what the operator deployed, a function or a state machine; it may also be one
 * of the error types that only steer retries.
 */
export function thrownCode(name: unknown): string | undefined {
  const code = codeOf(name);
  const steers: readonly (string | undefined)[] = STEERING_CODES;
  return steers.includes(code) ? code : errorCode(code);
}

const lettersOf = (code: string) => code.replaceAll('_', '');
const OWN = new Set(PLATFORM_CODES.map(lettersOf));

function codeOf(name: unknown): string | undefined {
  // A longer one is not cut, for it may hold a secret that is cut then.
  if (typeof name !== 'string' || name.length > Limits.errorCodeLength) return undefined;
  const code = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .toUpperCase();
  return /^[A-Z]/.test(code) && code.length <= Limits.errorCodeLength ? code : undefined;
}

/** What a vendor says (a code, or a pattern for several) and the error type it is (docs/contract.md, 7); the first row that fits counts. */
export type ErrorRows = readonly (readonly [said: string | RegExp, type: ErrorCode])[];

/** The error type of what a provider said, or undefined where its table has no row for it: that is for its own default. */
export function errorType(rows: ErrorRows, said: string): ErrorCode | undefined {
  return rows.find(([code]) => (typeof code === 'string' ? code === said : code.test(said)))?.[1];
}

import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../errors/run-error.ts';
import type { KnownArgument } from './operator.ts';

/** Longest text and list that operators make, so that none can fill the memory. */
export const LONGEST = 256 * 1024;

/** The latest moment of the calendar that operators reckon with: the end of the year 9999, Unix ms. */
const LATEST = 253_402_300_799_999;

/** An operator's refusal of the values it got. */
export function refusal(message: string): RunError {
  return new RunError(ErrorCode.Validation, message);
}

/** Text as it is, everything else as JSON. @throws RunError when it is longer than 256 KB */
export function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length > LONGEST) throw refusal(`makes a text of more than ${LONGEST} characters`);
  return text;
}

/** A number, or text that is one. */
export function numberOf(value: unknown): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw refusal(`expected a number, got ${kindOf(value)}`);
}

/** A whole number of at least `least`. */
export function integerOf(value: unknown, least = Number.MIN_SAFE_INTEGER): number {
  const number = numberOf(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw refusal(`expected a whole number${least > -1 ? ` of at least ${least}` : ''}, got ${number}`);
}

/** A moment: Unix ms as number or text, or an ISO 8601 text. */
export function momentOf(value: unknown): number {
  const iso = typeof value === 'string' && /^\d{4}-\d\d(-\d\d)?([T ].*)?$/.test(value.trim());
  const time = iso ? Date.parse(value.trim()) : numberOf(value);
  return momentWithin(time);
}

/** The same moment. @throws RunError when it is none, or outside the years 0 to 9999 */
export function momentWithin(time: number): number {
  if (Number.isFinite(time) && Math.abs(time) <= LATEST && time > -62_167_219_200_000)
    return Math.round(time);
  throw refusal('expected a date of the years 0 to 9999');
}

/** A list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw refusal(`expected a list, got ${kindOf(value)}`);
}

/** What kind of value came, for messages; never the value, which may be a secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

/** The fault of the argument at `index` if it is known and `read` refuses it. */
export function literalFault(
  args: readonly KnownArgument[],
  index: number,
  read: (value: unknown) => unknown,
): string | undefined {
  const known = args[index];
  if (known === undefined || known === 'computed') return undefined;
  try {
    read(known.value);
    return undefined;
  } catch (error) {
    return `argument ${index + 1}: ${error instanceof Error ? error.message : 'not valid'}`;
  }
}

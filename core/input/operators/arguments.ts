import { Limits } from '../../../contract/limits.ts';
import { isExact } from '../plain-json.ts';
import { type Budget, refusal, sizeOf } from './budget.ts';

/** Longer texts are neither a number nor a date. */
const LONGEST_NUMERAL = 400;

/** A character of a list takes at most six in JSON. */
const JSON_GROWTH = 6;

/** Text as it is, everything else as JSON. @throws RunError when it is longer than 256 KB */
export function textOf(value: unknown, budget: Budget): string {
  if (typeof value !== 'string') budget.spend(JSON_GROWTH * sizeOf(value));
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length > Limits.operatorText) throw tooLong();
  return text;
}

/** Values as text, one after another, a separator between them. @throws RunError when it is longer than 256 KB */
export function joined(values: readonly unknown[], separator: string, budget: Budget): string {
  const texts = values.map((value) => textOf(value, budget));
  const between = Math.max(0, texts.length - 1) * separator.length;
  const length = texts.reduce((sum, text) => sum + text.length, between);
  if (length > Limits.operatorText) throw tooLong();
  budget.spend(length);
  return texts.join(separator);
}

function tooLong() {
  return refusal(`makes a text of more than ${Limits.operatorText} characters`);
}

/**
 * The pieces of a text between the places where `sought` stands; where that is empty, its characters.
 * @throws RunError when there are more than 10 000
 */
export function piecesOf(text: string, sought: string, budget: Budget): string[] {
  // A search takes at worst the product of both lengths, as that of "aab" in "aaaa" does; JavaScript promises no better.
  budget.spend(text.length * (1 + Math.ceil(sought.length / 16)));
  if (countPieces(text, sought) > Limits.operatorPieces) {
    throw refusal(`takes a text into more than ${Limits.operatorPieces} pieces`);
  }
  const pieces = text.split(sought);
  budget.spend(sizeOf(pieces));
  return pieces;
}

/** Stops counting when there are too many. */
function countPieces(text: string, sought: string): number {
  if (sought === '') return text.length;
  let pieces = 1;
  for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) {
    pieces += 1;
    if (pieces > Limits.operatorPieces) break;
  }
  return pieces;
}

/** A number, or text that is one. @throws RunError for one that a double may not hold, whose digits would change */
export function numberOf(value: unknown): number {
  const numeral = typeof value === 'string' && value.length <= LONGEST_NUMERAL && value.trim() !== '';
  const number = numeral ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number))
    throw refusal(`expected a number, got ${kindOf(value)}`);
  if (!isExact(number))
    throw refusal('expected a number within ±(2^53−1), beyond which numbers are not exact');
  return number;
}

/** A whole number of at least `least`. */
export function integerOf(value: unknown, least = Number.MIN_SAFE_INTEGER): number {
  const number = numberOf(value);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw refusal(`expected a whole number${least < 0 ? '' : ` of at least ${least}`}`);
}

/** A moment: Unix ms as number or text, or an ISO 8601 text. */
export function momentOf(value: unknown): number {
  const iso = typeof value === 'string' && value.length <= LONGEST_NUMERAL ? value.trim() : '';
  const isDate = /^\d{4}-\d\d(-\d\d)?([T ].*)?$/.test(iso);
  return momentWithin(isDate ? Date.parse(iso) : numberOf(value));
}

/** The same moment. @throws RunError when it is none, or outside the years 0 to 9999 */
export function momentWithin(time: number): number {
  if (time > -62_167_219_200_000 && time <= Limits.latestMs) return Math.round(time);
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

/** An argument as far as it is known before the run: its value, or that the run will give it. */
export type KnownArgument = { value: unknown } | 'computed';

/** The fault of the argument at `index` if it is known and `read` refuses it; a number is shown, as it was written. */
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
    const shown = typeof known.value === 'number' ? `, got ${known.value}` : '';
    return `argument ${index + 1}: ${error instanceof Error ? error.message : 'not valid'}${shown}`;
  }
}

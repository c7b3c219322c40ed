import { InvalidArgumentError } from 'commander';
import { DAY, HOUR, MINUTE } from '../core/time/units.ts';

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: MINUTE, h: HOUR, d: DAY };

/** `90s`, `5m`, `1h`, `2d` or milliseconds, as ms. */
export function readDuration(text: string): number {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text) ?? [];
  const ms = Number(number) * (UNITS[unit] ?? Number.NaN);
  if (Number.isInteger(ms)) return ms;
  throw new InvalidArgumentError('expected a duration such as 90s, 5m, 1h, 2d, or milliseconds');
}

/** A moment given as a distance, ms, from the API's clock; `resolveFromNow` replaces it before a command begins. */
export class FromNow {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** Unix ms, ISO 8601, or a duration from now such as `+5m`. */
export function readMoment(text: string): number | string | FromNow {
  if (text.startsWith('+')) return new FromNow(readDuration(text.slice(1)));
  if (/^\d+$/.test(text)) return Number(text);
  // Which texts are moments the API says; this is one that the help leads to.
  if (/^-?\d+[a-z]+$/.test(text))
    throw new InvalidArgumentError('a duration from now begins with a plus: `+5m`');
  return text;
}

/** A whole number. */
export function readInteger(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a whole number');
}

/** One of the words. */
export function oneOf<const Word extends string>(...words: readonly Word[]) {
  return (text: string): Word => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`expected one of ${words.join(', ')}`);
  };
}

/** Several of the words, separated by commas. */
export function someOf<const Word extends string>(...words: readonly Word[]) {
  return (text: string): Word[] => text.split(',').map(oneOf(...words));
}

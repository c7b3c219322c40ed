import { CronPattern } from 'croner';
import { NICKNAMES } from './cron-texts.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

interface Field {
  name: string;
  min: number;
  max: number;
  /** How many numbers there are, where Sunday is one. */
  size: number;
  names?: readonly string[];
}

const field = (name: string, min: number, max: number, names?: readonly string[]): Field => ({
  name,
  min,
  max,
  size: names?.length ?? max - min + 1,
  ...(names && { names }),
});

const FIELDS = [
  field('second', 0, 59),
  field('minute', 0, 59),
  field('hour', 0, 23),
  field('day-of-month', 1, 31),
  field('month', 1, 12, MONTHS),
  field('day-of-week', 0, 7, DAYS),
  field('year', 1970, 9999),
];

/**
 * What is wrong with a cron expression of the dialect (docs/time.md, 1: OCPS 1.0–1.4), by the words that stand in it, or
 * undefined when it can be read.
 */
export function cronFault(expression: string): string | undefined {
  const text = expression.trim();
  if (text === '@reboot') return '@reboot has no meaning for a schedule that is kept in the cloud';
  if (text.startsWith('@')) {
    return Object.hasOwn(NICKNAMES, text)
      ? undefined
      : `unknown nickname; known: ${Object.keys(NICKNAMES).join(', ')}`;
  }
  const texts = text.split(/\s+/);
  if (texts.length < 5 || texts.length > 7) {
    return `expected 5, 6 (seconds first) or 7 fields (year last), got ${text ? texts.length : 0}`;
  }
  const fields = texts.length === 5 ? FIELDS.slice(1) : FIELDS;
  const isAllRead = isRead(texts);
  for (const [index, one] of texts.entries()) {
    const known = fields[index];
    const fault = known && fieldFault(known, one, isAllRead);
    if (fault === undefined) continue;
    return texts.length === 6 ? `${fault}; six fields begin with seconds` : fault;
  }
  return undefined;
}

function fieldFault(known: Field, text: string, isAllRead: boolean): string | undefined {
  const { name } = known;
  const isDay = name.startsWith('day');
  if (text.includes('?') && !isDay) return `"?" stands in the day fields only, not in the ${name} field`;
  const items = text.split(',');
  if (items.includes('')) {
    const where = text.endsWith(',')
      ? 'a trailing comma'
      : text.startsWith(',')
        ? 'a leading comma'
        : 'two commas';
    return `${where} in the ${name} field: "${text}"`;
  }
  if (hasSmallLetter(name, text)) return `L and W are written in capitals: "${text}" in the ${name} field`;
  const fault = items.map((item) => itemFault(known, item)).find((each) => each !== undefined);
  if (fault !== undefined) return fault;
  return isAllRead || isRead(FIELDS.map((each) => (each === known ? text : '*')))
    ? undefined
    : `"${text}" has no meaning in the ${name} field, which takes ${taken(known)}`;
}

/** OCPS 1.3 has L and W in capitals only; the names of months and days are in either case. */
function hasSmallLetter(name: string, text: string): boolean {
  if (name === 'day-of-month') return /^[\d,lwLW-]*$/.test(text) && /[lw]/.test(text);
  return name === 'day-of-week' && /[\d#]l/.test(text);
}

function itemFault(known: Field, item: string): string | undefined {
  const { name, min, max, size } = known;
  const [range = '', step] = item.replace(/^\+/, '').split('/');
  const at = `"${item}" in the ${name} field`;
  if (step !== undefined) {
    if (range === '') return `${at} is a step over nothing; for steps over all write "*/${step}"`;
    if (/^\w+$/.test(range))
      return `${at} is a step over one value; write a range such as "${range}-${max}/${step}"`;
    if (/^0+$/.test(step)) return `${at} has steps of 0`;
    if (Number(step) > size) return `${at} has steps of more than the ${size} values that there are`;
  }
  const [day = '', nth] = range.split('#');
  if (nth !== undefined && /^\d+$/.test(nth) && (Number(nth) < 1 || Number(nth) > 5))
    return `${at}: there is no weekday number ${nth} in a month, only 1 to 5 and L`;
  // Sunday ends a week where it ends a range.
  const numbers = day
    .replace(/(?<=\d)[LW]$/, '')
    .replace(/-SUN$/i, '-7')
    .split('-')
    .map((value) => numberOf(known, value));
  const beyond = numbers.some((value) => value !== undefined && (value < min || value > max));
  if (beyond)
    return `${at}: it takes ${taken(known)}${name === 'year' ? '; years before 1970 are not portable' : ''}`;
  const [first, last] = numbers;
  if (first !== undefined && last !== undefined && first > last) return `${at} is a range that goes down`;
  return undefined;
}

/** A number, or the one that a name stands for; undefined for anything else. */
function numberOf({ names, min }: Field, text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  return index < 0 ? undefined : index + min;
}

function taken({ min, max, names }: Field): string {
  return `${min} to ${max}${names ? ` and ${names[0]} to ${names.at(-1)}` : ''}`;
}

/** Whether croner reads an expression of such fields. */
function isRead(texts: readonly string[]): boolean {
  try {
    new CronPattern(texts.join(' '), 'UTC');
    return true;
  } catch {
    return false;
  }
}

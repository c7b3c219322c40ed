/** One field of the dialect: its bounds, and names for its values. */
interface Field {
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
  readonly steps: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const SATURDAY = '7';

const MINUTES: Field = { min: 0, max: 59, steps: true };
const HOURS: Field = { min: 0, max: 23, steps: true };
const DAY_OF_MONTH: Field = { min: 1, max: 31, steps: true };
const MONTH: Field = { min: 1, max: 12, names: MONTHS, steps: true };
// The documented wildcards of day-of-week are , - * ? L # without the slash.
const DAY_OF_WEEK: Field = { min: 1, max: 7, names: DAYS, steps: false };
const YEAR: Field = { min: 1970, max: 2199, steps: true };

function numberOf(text: string, field: Field): number | null {
  const named = field.names?.indexOf(text) ?? -1;
  if (named >= 0) return field.min + named;
  if (!/^\d{1,4}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.min && value <= field.max ? value : null;
}

function isStep(text: string, field: Field): boolean {
  const isNumber = /^\d{1,4}$/.test(text);
  return field.steps && isNumber && Number(text) >= 1 && Number(text) <= field.max - field.min + 1;
}

/** `*`, `n`, `a-b`, each with an optional `/step`; `n/step` runs to the end of the field. */
function translateItem(item: string, field: Field): string | null {
  const [range = '', step, ...rest] = item.split('/');
  if (rest.length > 0 || (step !== undefined && !isStep(step, field))) return null;
  const suffix = step === undefined ? '' : `/${Number(step)}`;
  // croner counts the steps of a star from 0; those of years begin with the first year.
  if (range === '*')
    return step !== undefined && field === YEAR ? `${field.min}-${field.max}${suffix}` : `*${suffix}`;

  const [first = '', last, ...more] = range.split('-');
  if (more.length > 0) return null;
  const from = numberOf(first, field);
  const to = last === undefined ? from : numberOf(last, field);
  if (from === null || to === null || from > to) return null;
  if (last !== undefined) return `${from}-${to}${suffix}`;
  return step === undefined ? `${from}` : `${from}-${field.max}${suffix}`;
}

/** Lists of single values are documented; whether ranges may stand among them, or names among numbers, is not. */
function isDocumented(text: string): boolean {
  const isMixed = text.includes(',') && /[-/*]/.test(text);
  return !isMixed && !(/[A-Z]/.test(text) && /\d/.test(text.replace(/\/\d+/g, '')));
}

function translateList(text: string, field: Field): string | null {
  if (!isDocumented(text)) return null;
  const items = text.split(',').map((item) => translateItem(item, field));
  return items.includes(null) ? null : items.join(',');
}

function translateDayOfMonth(text: string): string | null {
  if (text === '?' || text === 'L') return text;
  const nearestWeekday = /^(\d{1,2})W$/.exec(text)?.[1];
  if (nearestWeekday === undefined) return translateList(text, DAY_OF_MONTH);
  const day = numberOf(nearestWeekday, DAY_OF_MONTH);
  return day === null ? null : `${day}W`;
}

function translateDayOfWeek(text: string): string | null {
  if (text === '?') return text;
  // "The last day of the week" is its seventh.
  if (text === 'L') return SATURDAY;
  const [, name, occurrence] = /^(\w+?)(L|#[1-5])$/.exec(text) ?? [];
  if (name === undefined) return translateList(text, DAY_OF_WEEK);
  const day = numberOf(name, DAY_OF_WEEK);
  return day === null ? null : `${day}${occurrence}`;
}

/**
 * Translates the six fields inside `cron(…)` to a croner pattern of seven parts with days of the week 1–7,
 * 1 = Sunday; null where the service's documentation does not describe the form. `L`, `W` and `#` stand alone
 * in their field, exactly one day field is `?`, and what is not known to be accepted (docs/time.md, 7: `LW`, `L-n`, reversed
 * ranges, ranges in lists, names mixed with numbers) is refused, so that no code comes to lean on it.
 */
export function translateCronFields(fields: string): string | null {
  const texts = fields.toUpperCase().split(/\s+/);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year, ...rest] = texts;
  if (minutes === undefined || hours === undefined || month === undefined || rest.length > 0) return null;
  if (dayOfMonth === undefined || dayOfWeek === undefined || year === undefined) return null;
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return null;

  const parts = [
    '0',
    translateList(minutes, MINUTES),
    translateList(hours, HOURS),
    translateDayOfMonth(dayOfMonth),
    translateList(month, MONTH),
    translateDayOfWeek(dayOfWeek),
    translateList(year, YEAR),
  ];
  return parts.includes(null) ? null : parts.join(' ');
}

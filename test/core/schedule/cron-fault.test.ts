import { CronPattern } from 'croner';
import fc from 'fast-check';
import { cronFault } from '../../../core/schedule/cron-fault.ts';
import { cronFields } from '../../../core/schedule/cron-fields.ts';
import { cronTexts, writeCron } from '../../../core/schedule/cron-texts.ts';

/** Pieces that fields are made of, valid and not. */
const piece = fc.constantFrom(
  ...[
    '*',
    '0',
    '1',
    '5',
    '7',
    '9',
    '12',
    '31',
    '59',
    '60',
    '/',
    '-',
    ',',
    'L',
    'W',
    '#',
    '+',
    'SUN',
    'fri',
    'JAN',
  ],
  ...['mon-sun', '1-5', '*/2', '5L', '1#2', '15W', 'LW', '2-4/2'],
);
const field = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
);

function isReadByCroner(pattern: string): boolean {
  try {
    new CronPattern(pattern, 'UTC', { sloppyRanges: false });
    return true;
  } catch {
    return false;
  }
}

test('what croner refuses is told in words, and what it reads is not refused', () => {
  let [read, refused] = [0, 0];
  fc.assert(
    fc.property(fc.array(field, { minLength: 5, maxLength: 6 }), (fields) => {
      const pattern = fields.join(' ');
      const isRead = isReadByCroner(pattern);
      expect([pattern, cronFault(pattern) === undefined]).toEqual([pattern, isRead]);
      if (isRead) read += 1;
      else refused += 1;
    }),
    { numRuns: 3000, seed: 20270102 },
  );
  expect(read * refused).toBeGreaterThan(0);
});

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

test('ranges of months and days by name go up, each with the next', () => {
  const orders = (pattern: (range: string) => string, names: string[]) =>
    names.slice(1).map((name, i) => {
      const faults = [`${names[i]}-${name}`, `${name}-${names[i]}`].map((range) => cronFault(pattern(range)));
      return [name, faults.map((fault) => fault?.includes('is a range that goes down') ?? false)];
    });
  const down = (names: string[]) => names.slice(1).map((name) => [name, [false, true]]);
  expect(orders((range) => `0 0 1 ${range} *`, MONTHS)).toEqual(down(MONTHS));
  expect(orders((range) => `0 0 * * ${range}`, DAYS.slice(1))).toEqual(down(DAYS.slice(1)));
  expect(cronFault('0 0 * * SAT-SUN')).toBeUndefined();
});

test.each([
  ['60 * * * *', '"60" in the minute field: it takes 0 to 59'],
  ['* 24 * * *', '"24" in the hour field: it takes 0 to 23'],
  ['* * 0 * *', '"0" in the day-of-month field: it takes 1 to 31'],
  ['* * 32 * *', '"32" in the day-of-month field: it takes 1 to 31'],
  ['* * * 0 *', '"0" in the month field: it takes 1 to 12 and JAN to DEC'],
  ['* * * 13 *', '"13" in the month field: it takes 1 to 12 and JAN to DEC'],
  ['* * * * 8', '"8" in the day-of-week field: it takes 0 to 7 and SUN to SAT'],
  ['60 * * * * *', '"60" in the second field: it takes 0 to 59; six fields begin with seconds'],
  ['0 0 0 1 1 * 1969', '"1969" in the year field: it takes 1970 to 9999; years before 1970 are not portable'],
  [
    '0 0 0 1 1 * 10000',
    '"10000" in the year field: it takes 1970 to 9999; years before 1970 are not portable',
  ],
  ['*/61 * * * *', '"*/61" in the minute field has steps of more than the 60 values that there are'],
  ['* */25 * * *', '"*/25" in the hour field has steps of more than the 24 values that there are'],
  ['* * */32 * *', '"*/32" in the day-of-month field has steps of more than the 31 values that there are'],
  ['* * * */13 *', '"*/13" in the month field has steps of more than the 12 values that there are'],
  ['* * * * */8', '"*/8" in the day-of-week field has steps of more than the 7 values that there are'],
  ['0 0 0 1 1 * */8031', '"*/8031" in the year field has steps of more than the 8030 values that there are'],
  ['*/0 * * * *', '"*/0" in the minute field has steps of 0'],
  ['/5 * * * *', '"/5" in the minute field is a step over nothing; for steps over all write "*/5"'],
  ['5/15 * * * *', '"5/15" in the minute field is a step over one value; write a range such as "5-59/15"'],
  ['30-10 * * * *', '"30-10" in the minute field is a range that goes down'],
  [
    '* * * * 1#6',
    '"1#6" in the day-of-week field: there is no weekday number 6 in a month, only 1 to 5 and L',
  ],
  [
    '* * * * 1#0',
    '"1#0" in the day-of-week field: there is no weekday number 0 in a month, only 1 to 5 and L',
  ],
  ['1, * * * *', 'a trailing comma in the minute field: "1,"'],
  [',1 * * * *', 'a leading comma in the minute field: ",1"'],
  ['1,,2 * * * *', 'two commas in the minute field: "1,,2"'],
  ['? * * * *', '"?" stands in the day fields only, not in the minute field'],
  ['* * * ? *', '"?" stands in the day fields only, not in the month field'],
  ['0 0 l * *', 'L and W are written in capitals: "l" in the day-of-month field'],
  ['0 0 15w * *', 'L and W are written in capitals: "15w" in the day-of-month field'],
  ['0 0 * * 5l', 'L and W are written in capitals: "5l" in the day-of-week field'],
  ['0 0 * * FRI#l', 'L and W are written in capitals: "FRI#l" in the day-of-week field'],
  ['x * * * *', '"x" has no meaning in the minute field, which takes 0 to 59'],
  ['* * * * x', '"x" has no meaning in the day-of-week field, which takes 0 to 7 and SUN to SAT'],
  ['* * * *', 'expected 5, 6 (seconds first) or 7 fields (year last), got 4'],
  ['* * * * * * * *', 'expected 5, 6 (seconds first) or 7 fields (year last), got 8'],
  [' ', 'expected 5, 6 (seconds first) or 7 fields (year last), got 0'],
  ['@reboot', '@reboot has no meaning for a schedule that is kept in the cloud'],
  ['@often', 'unknown nickname; known: @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly'],
  ['@toString', 'unknown nickname; known: @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly'],
])('the cron %j is refused: %s', (pattern, fault) => {
  expect(cronFault(pattern)).toBe(fault);
});

test.each([
  '*/60 * * * *',
  '* */24 * * *',
  '* * */31 * *',
  '* * * */12 *',
  '* * * * */7',
  '0 0 0 1 1 * */8030',
  '0 0 0 1 1 * 1970-9999',
  '59 23 31 12 7',
  '0 0 1 1 0',
  '* * * * 1#5',
  '* * * * 1#1',
  '* * ? * ?',
  '5-5 * * * *',
  ' @daily ',
])('the cron %j is taken', (pattern) => {
  expect(cronFault(pattern)).toBeUndefined();
});

test.each([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
  [' 0 9 ? jan mon ', '0 9 * JAN MON'],
  ['5 0 9 * * *', '5 0 9 * * *'],
  ['5 0 9 * * * 2027', '5 0 9 * * * 2027'],
])('the fields of %j are %j', (expression, fields) => {
  expect(writeCron(cronTexts(expression))).toBe(fields);
});

test('steps over all years count from 1970', () => {
  const years = (text: string) => [...(cronFields(`0 0 0 1 1 * ${text}`).years ?? [])];
  expect(years('*/8000')).toEqual([1970, 9970]);
  expect(years('2027,*/8029')).toEqual([1970, 2027, 9999]);
  expect(cronFields('0 0 0 1 1 * *').years).toBeUndefined();
  expect(cronFields('0 0 0 1 1 *').years).toBeUndefined();
});

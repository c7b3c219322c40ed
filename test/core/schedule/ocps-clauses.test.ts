import { nextCron } from '../../../core/schedule/cron.ts';
import { cronFields } from '../../../core/schedule/cron-fields.ts';
import { readSchedule } from '../../../core/schedule/read-schedule.ts';
import { count } from '../../time/counts.ts';

const START = Date.UTC(2026, 0, 1);
const iso = (time: number | null) => (time === null ? 'never' : new Date(time).toISOString().slice(0, 19));

/** The occurrences of a pattern after the last second of 2025, in UTC. */
function fires(pattern: string, many: number): string[] {
  const found: string[] = [];
  for (let time: number | null = START - 1; found.length < many && time !== null; ) {
    time = nextCron(pattern, 'UTC', time);
    found.push(iso(time));
  }
  return found;
}

const refusal = (pattern: string) => {
  const checked = readSchedule({ cron: pattern }, START);
  return checked.ok ? '' : checked.issues.map(({ message }) => message).join();
};

interface Clause {
  /** Version of OCPS and the name of the clause. */
  clause: string;
  /** Patterns that mean the same. */
  same?: readonly (readonly [string, string])[];
  /** Patterns and the first of their occurrences from 2026 on. */
  first?: readonly (readonly [string, readonly string[]])[];
  /** Patterns that are refused when they are read. */
  refused?: readonly string[];
  /** Patterns that can be read and of which no job can be made, as they never fire. */
  never?: readonly string[];
}

const CLAUSES: readonly Clause[] = [
  {
    clause: '1.0 Fields: minute, hour, day of month, month, day of week, in this order',
    first: [['1 2 3 4 *', ['2026-04-03T02:01:00', '2027-04-03T02:01:00']]],
    refused: ['', '* * * *', '1 2 3', '* * * * * * * *', 'every day'],
  },
  {
    clause: '1.0 Ranges of values: nothing beyond them',
    first: [
      ['59 23 31 12 *', ['2026-12-31T23:59:00', '2027-12-31T23:59:00']],
      ['0 0 1 1 *', ['2026-01-01T00:00:00']],
    ],
    refused: [
      '60 0 * * *',
      '0 24 * * *',
      '0 0 32 * *',
      '0 0 0 * *',
      '0 0 * 13 *',
      '0 0 * 0 *',
      '0 0 * * 8',
      '-1 0 * * *',
    ],
  },
  {
    clause: '1.0 Asterisk: every value',
    first: [['* * * * *', ['2026-01-01T00:00:00', '2026-01-01T00:01:00']]],
    refused: ['** * * * *', '*5 * * * *', '1* * * * *'],
  },
  {
    clause: '1.0 Lists',
    same: [['0 0 1,15,1 * *', '0 0 1,15 * *']],
    first: [['0 6,18 * * *', ['2026-01-01T06:00:00', '2026-01-01T18:00:00', '2026-01-02T06:00:00']]],
    refused: ['1,,2 * * * *', ',1 * * * *', '1, * * * *', '1;2 * * * *'],
  },
  {
    clause: '1.0 Ranges: both ends included, ascending only',
    same: [
      ['0 9-11 * * *', '0 9,10,11 * * *'],
      ['0 9-9 * * *', '0 9 * * *'],
    ],
    refused: [
      '0 0 10-5 * *',
      '0 22-2 * * *',
      '0 0 * * FRI-MON',
      '0 0 * NOV-FEB *',
      '1- * * * *',
      '1-2-3 * * * *',
      '0 5-24 * * *',
    ],
  },
  {
    clause: '1.0 Steps: over the whole field or a range, not over a single value or nothing',
    same: [
      ['*/15 * * * *', '0,15,30,45 * * * *'],
      ['5-59/15 9 * * *', '5,20,35,50 9 * * *'],
      ['0 0-23/6 * * *', '0 0,6,12,18 * * *'],
      ['*/7 * * * *', '0,7,14,21,28,35,42,49,56 * * * *'],
      ['0 0 */10 * *', '0 0 1,11,21,31 * *'],
    ],
    refused: [
      '/30 * * * *',
      '0 0 /30 * *',
      '*/0 * * * *',
      '5/15 * * * *',
      '*/ * * * *',
      '*/61 * * * *',
      '*/2/3 * * * *',
      '*/-1 * * * *',
    ],
  },
  {
    clause: '1.0 Names: case-insensitive, of three letters, in lists and ranges too',
    same: [
      ['0 0 * jan Mon', '0 0 * 1 1'],
      ['0 0 * * sun,TUE', '0 0 * * 0,2'],
      ['0 0 * * mon-FRI', '0 0 * * 1-5'],
      ['0 0 1 feb-apr *', '0 0 1 2,3,4 *'],
    ],
    refused: [
      '0 0 * * MONDAY',
      '0 0 * * MO',
      '0 0 * JANUARY *',
      'JAN 0 * * *',
      '0 0 MON * *',
      '0 0 * MON *',
      '0 0 * * JAN',
    ],
  },
  {
    clause: '1.0 Sunday is 0 and 7',
    same: [
      ['0 0 * * 7', '0 0 * * 0'],
      ['0 0 * * 7', '0 0 * * SUN'],
      ['0 0 * * 5-7', '0 0 * * 0,5,6'],
    ],
    first: [['0 0 * * 7', ['2026-01-04T00:00:00', '2026-01-11T00:00:00']]],
  },
  {
    clause: '1.0 Day of month and day of week: either, where both are restricted',
    first: [
      [
        '0 0 13 * FRI',
        ['2026-01-02T00:00:00', '2026-01-09T00:00:00', '2026-01-13T00:00:00', '2026-01-16T00:00:00'],
      ],
      ['0 0 13 * *', ['2026-01-13T00:00:00', '2026-02-13T00:00:00']],
      ['0 0 * * FRI', ['2026-01-02T00:00:00', '2026-01-09T00:00:00']],
    ],
  },
  {
    clause: '1.0 Dates that do not exist: parsed, never fired, refused for a job',
    first: [
      ['0 0 29 2 *', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
      ['0 0 31 * *', ['2026-01-31T00:00:00', '2026-03-31T00:00:00']],
    ],
    never: ['0 0 31 2 *', '0 0 30 2 *', '0 0 31 4,6,9,11 *'],
  },
  {
    clause: '1.1 Nicknames',
    same: [
      ['@yearly', '0 0 1 1 *'],
      ['@annually', '0 0 1 1 *'],
      ['@monthly', '0 0 1 * *'],
      ['@weekly', '0 0 * * 0'],
      ['@daily', '0 0 * * *'],
      ['@midnight', '0 0 * * *'],
      ['@hourly', '0 * * * *'],
    ],
    refused: ['@Daily', '@HOURLY', '@daily 0 0 * * *', '0 @daily', '@', '@minutely', '@every 5m', '@reboot'],
  },
  {
    clause: '1.2 Seconds as the first of six fields, 0 where there are five',
    same: [['0 15 10 * * *', '15 10 * * *']],
    first: [
      ['30 15 10 * * *', ['2026-01-01T10:15:30', '2026-01-02T10:15:30']],
      [
        '*/20 * * * * *',
        ['2026-01-01T00:00:00', '2026-01-01T00:00:20', '2026-01-01T00:00:40', '2026-01-01T00:01:00'],
      ],
    ],
    refused: ['60 * * * * *', '*/61 * * * * *', '? * * * * *'],
  },
  {
    clause: '1.2 The year as the last of seven fields',
    same: [['0 0 0 1 1 * *', '0 0 1 1 *']],
    first: [
      ['0 0 0 1 1 * 2028', ['2028-01-01T00:00:00', 'never']],
      [
        '0 0 0 1 1 * 2027-2031/2',
        ['2027-01-01T00:00:00', '2029-01-01T00:00:00', '2031-01-01T00:00:00', 'never'],
      ],
      // Steps over all years count from 1970.
      ['0 0 0 1 1 * */3', ['2027-01-01T00:00:00', '2030-01-01T00:00:00', '2033-01-01T00:00:00']],
      ['0 0 0 1 1 * 2028,*/7', ['2026-01-01T00:00:00', '2028-01-01T00:00:00', '2033-01-01T00:00:00']],
      ['30 5 4 3 2 ? 2030,2032', ['2030-02-03T04:05:30', '2032-02-03T04:05:30', 'never']],
    ],
    refused: ['0 0 0 1 1 * 1969', '0 0 0 1 1 * 2030-2028', '0 0 0 1 1 * 10000', '0 0 0 1 1 * x'],
    never: ['0 0 0 1 1 * 2025', '0 0 0 29 2 * 2027'],
  },
  {
    clause: '1.3 L: the last day of a month',
    first: [
      ['0 0 L * *', ['2026-01-31T00:00:00', '2026-02-28T00:00:00', '2026-03-31T00:00:00']],
      ['0 0 L 2 *', ['2026-02-28T00:00:00', '2027-02-28T00:00:00', '2028-02-29T00:00:00']],
    ],
    refused: ['0 0 l * *', 'L * * * *', '0 L * * *', '0 0 * L *', '0 0 1L * *', '0 0 L-3 * *'],
  },
  {
    clause: '1.3 #L and L after a weekday: the last one of a month',
    same: [
      ['0 0 * * FRI#L', '0 0 * * 5L'],
      ['0 0 * * 7#L', '0 0 * * 0L'],
    ],
    first: [['0 0 * * 5L', ['2026-01-30T00:00:00', '2026-02-27T00:00:00', '2026-03-27T00:00:00']]],
    refused: ['0 0 * * 5l', '0 0 * * FRI#l', '0 0 * * 8L', '0 0 FRI#L * *'],
  },
  {
    clause: '1.3 #: the n-th weekday of a month',
    same: [['0 0 * * TUE#3', '0 0 * * 2#3']],
    first: [
      ['0 0 * * 1#2', ['2026-01-12T00:00:00', '2026-02-09T00:00:00']],
      ['0 0 * * FRI#5', ['2026-01-30T00:00:00', '2026-05-29T00:00:00', '2026-07-31T00:00:00']],
    ],
    refused: ['0 0 * * 1#6', '0 0 * * 1#0', '0 0 * * 1#', '0 0 1#2 * *', '1#2 * * * *', '0 0 * * 1#2#3'],
  },
  {
    clause: '1.3 W: the weekday nearest to a day, in the same month',
    first: [
      ['0 0 15W * *', ['2026-01-15T00:00:00', '2026-02-16T00:00:00', '2026-03-16T00:00:00']],
      ['0 0 1W 8 *', ['2026-08-03T00:00:00']],
      ['0 0 31W 1,5 *', ['2026-01-30T00:00:00', '2026-05-29T00:00:00']],
    ],
    refused: [
      '0 0 15w * *',
      '0 0 1-15W * *',
      '0 0 W * *',
      '0 0 32W * *',
      '0 0 * * 1W',
      '1W * * * *',
      '0 0 15W/2 * *',
    ],
    never: ['0 0 31W 4 *'],
  },
  {
    clause: '1.3 LW: the last weekday of a month',
    first: [['0 0 LW * *', ['2026-01-30T00:00:00', '2026-02-27T00:00:00', '2026-03-31T00:00:00']]],
    refused: ['0 0 lw * *', '0 0 LW,1 * *', '0 0 WL * *', 'LW * * * *'],
  },
  {
    clause: '1.4 +: day of month and day of week both',
    first: [
      ['0 0 13 * +FRI', ['2026-02-13T00:00:00', '2026-03-13T00:00:00', '2026-11-13T00:00:00']],
      ['0 0 * * +FRI', ['2026-01-02T00:00:00', '2026-01-09T00:00:00']],
      ['0 0 1-7 * +MON', ['2026-01-05T00:00:00', '2026-02-02T00:00:00']],
    ],
    refused: ['0 0 +1 * MON', '+0 0 * * *', '0 0 * * +', '0 0 * +1 *', '0 0 * * ++MON', '0 0 * * MON+'],
    never: ['0 0 31 2 +MON', '0 0 8 * +MON#1'],
  },
  {
    clause: '1.4 ?: the same as * in a day field, nowhere else',
    same: [
      ['0 0 ? * MON', '0 0 * * MON'],
      ['0 0 15 * ?', '0 0 15 * *'],
      ['0 0 ? * ?', '0 0 * * *'],
    ],
    refused: ['? 12 * * *', '0 ? * * *', '0 0 * ? *', '0 0 0 1 1 * ?'],
  },
];

describe('every clause of the dialect', () => {
  test.each(CLAUSES)('OCPS $clause', ({ same = [], first = [], refused = [], never = [] }) => {
    for (const [one, other] of same) expect([one, fires(one, 30)]).toEqual([one, fires(other, 30)]);
    for (const [pattern, times] of first)
      expect([pattern, fires(pattern, times.length)]).toEqual([pattern, times]);
    for (const pattern of refused) {
      expect([pattern, refusal(pattern)]).toEqual([
        pattern,
        expect.stringMatching(/^not a valid cron expression: ./),
      ]);
    }
    for (const pattern of never) {
      expect(() => cronFields(pattern)).not.toThrow();
      expect([pattern, refusal(pattern)]).toEqual([pattern, 'never fires: no date in the future matches it']);
    }
    count('Cron dialect, OCPS 1.0-1.4', 'clauses', 1);
    count('Cron dialect, OCPS 1.0-1.4', 'patterns that must fire, and when', same.length * 2 + first.length);
    count('Cron dialect, OCPS 1.0-1.4', 'patterns that must be refused', refused.length);
    count('Cron dialect, OCPS 1.0-1.4', 'patterns that must never fire', never.length);
  });
});

import { isRepeatedByShift, matchesWallClock, nextCron } from '../../../core/schedule/cron.ts';
import { cronCalendar } from '../../../core/schedule/cron-calendar.ts';
import { cronFields } from '../../../core/schedule/cron-fields.ts';

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString().slice(0, 19));

function occurrences(cron: string, tz: string, after: string, count: number): (string | null)[] {
  const found: (string | null)[] = [];
  let time: number | null = Date.parse(`${after}Z`);
  while (found.length < count && time !== null) {
    time = nextCron(cron, tz, time);
    found.push(iso(time));
  }
  return found;
}

test.each([
  ['0 1,3 * * *', 2, true],
  ['0 1,2,3 * * *', 2, false],
  ['0 1-4 * * *', 2, true],
  ['0 1-4 * * *', 3, false],
  ['0,30 2 * * *', 0.5, true],
  ['0,20,30 2 * * *', 0.5, false],
  ['0,20,30,50 2 * * *', 0.5, true],
])(
  'each time of %s that a change of the clock by %d h leaves out is named once more: %s',
  (cron, hours, is) => {
    // The clock goes from 01:00, or from 02:00 where it moves by less than an hour.
    const at = Date.UTC(2030, 0, 1, hours < 1 ? 2 : 1);
    const change = { at, before: 0, after: hours * 3_600_000 };
    expect(isRepeatedByShift(cronCalendar(cron), change)).toBe(is);
  },
);

describe('a cron expression', () => {
  test.each([
    ['* * * *', /expected 5, 6 \(seconds first\) or 7 fields \(year last\), got 4/],
    ['* * * * * * * *', /got 8/],
    ['', /got 0/],
    ['@dayly', /unknown nickname; known: @yearly/],
    ['@toString', /unknown nickname/],
    ['? * * * *', /"\?" stands in the day fields only/],
    ['0 0 * ? *', /"\?" stands in the day fields only/],
    ['0 0 0 ? ? * 2026', /"\?" stands in the day fields only/],
    ['H 0 * * *', /"H" has no meaning in the minute field, which takes 0 to 59$/],
    ['*/0 * * * *', /"\*\/0" in the minute field has steps of 0$/],
    ['0 0 * * 1#6', /no weekday number 6 in a month/],
    ['0 0 * 13 *', /"13" in the month field: it takes 1 to 12 and JAN to DEC$/],
    ['0 0 0 * *', /"0" in the day-of-month field: it takes 1 to 31$/],
    ['0 0 * 0 *', /"0" in the month field: it takes 1 to 12/],
    ['0 0 32W * *', /"32W" in the day-of-month field: it takes 1 to 31$/],
    ['0 0 * * 8', /"8" in the day-of-week field: it takes 0 to 7 and SUN to SAT$/],
    ['0 0 9-17 * 5-9', /"5-9" in the day-of-week field: it takes 0 to 7/],
    ['1,2, * * * *', /^a trailing comma in the minute field: "1,2,"$/],
    ['0 ,9 * * *', /^a leading comma in the hour field: ",9"$/],
    ['0 1,,2 * * *', /^two commas in the hour field: "1,,2"$/],
    ['0 9 * * MON 2026', /^"MON" has no meaning in the month field.*; six fields begin with seconds$/],
    [
      '5/15 * * * *',
      /"5\/15" in the minute field is a step over one value; write a range such as "5-59\/15"$/,
    ],
    ['/30 * * * *', /write "\*\/30"$/],
    ['*/61 * * * *', /steps of more than the 60 values/],
    ['0 0 10-5 * *', /"10-5" in the day-of-month field is a range that goes down$/],
    ['0 0 * * FRI-MON', /"FRI-MON" in the day-of-week field is a range that goes down$/],
    ['0 0 15w * *', /^L and W are written in capitals: "15w"/],
    ['0 0 * * 5l', /^L and W are written in capitals: "5l"/],
    ['0 0 L-3 * *', /"L-3" has no meaning in the day-of-month field/],
    ['0 0 0 1 1 * 10000', /"10000" in the year field: it takes 1970 to 9999/],
  ])('"%s" is refused in words', (cron, message) => {
    expect(() => cronFields(cron)).toThrow(message);
  });

  test.each([
    ['0 0 * * 0', '0 0 * * 7'],
    ['0 0 * * sun', '0 0 * * SUN'],
    ['0 0 ? * ?', '0 0 * * *'],
    ['0 0 ? * 1', '0 0 * * 1'],
    ['0 0 * JAN-MAR *', '0 0 * 1,2,3 *'],
    ['0 0 * * 5L', '0 0 * * FRI#L'],
    ['0 0 * jul wed', '0 0 * 7 3'],
    ['0 0 0 1 1 * *', '0 0 1 1 *'],
    ['  0   0 * * * ', '0 0 * * *'],
    ['@annually', '0 0 1 1 *'],
    ['@midnight', '0 0 * * *'],
    ['1-10/3 * * * *', '1,4,7,10 * * * *'],
  ])('"%s" means the same as "%s"', (one, other) => {
    expect(occurrences(one, 'UTC', '2026-01-01T00:00', 20)).toEqual(
      occurrences(other, 'UTC', '2026-01-01T00:00', 20),
    );
  });

  test('of the last weekday of a month keeps clear of the weekend', () => {
    expect(occurrences('0 0 LW * *', 'UTC', '2026-01-01T00:00', 3)).toEqual([
      '2026-01-30T00:00:00',
      '2026-02-27T00:00:00',
      '2026-03-31T00:00:00',
    ]);
  });

  test('of 9-17 in the first field names minutes, not hours', () => {
    expect(occurrences('9-17 * * * *', 'UTC', '2026-01-01T00:16', 2)).toEqual([
      '2026-01-01T00:17:00',
      '2026-01-01T01:09:00',
    ]);
  });

  test('with both day fields fires when either matches, and with + only when both do', () => {
    expect(occurrences('0 0 13 * FRI', 'UTC', '2026-02-07T00:00', 3)).toEqual([
      '2026-02-13T00:00:00',
      '2026-02-20T00:00:00',
      '2026-02-27T00:00:00',
    ]);
    expect(occurrences('0 0 13 * +FRI', 'UTC', '2026-02-07T00:00', 3)).toEqual([
      '2026-02-13T00:00:00',
      '2026-03-13T00:00:00',
      '2026-11-13T00:00:00',
    ]);
  });

  test('finds an occurrence decades away, and none where there is none', () => {
    expect(occurrences('0 0 29 2 +MON', 'UTC', '2026-01-01T00:00', 1)).toEqual(['2044-02-29T00:00:00']);
    expect(nextCron('0 0 31 4,6,9,11 *', 'UTC', 0)).toBeNull();
    expect(nextCron('0 0 0 1 1 * 2025', 'UTC', Date.UTC(2026, 0, 1))).toBeNull();
  });

  test('fires strictly after the moment asked from, to the millisecond', () => {
    const noon = Date.UTC(2026, 0, 1, 12);
    expect(nextCron('0 12 * * *', 'UTC', noon - 1)).toBe(noon);
    expect(nextCron('0 12 * * *', 'UTC', noon)).toBe(noon + 86_400_000);
  });
});

/** Zone, cron, asked from, and what follows (docs/time.md, 3). */
const clockChanges: [string, string, string, string, string[]][] = [
  [
    'a time lost in New York runs at the first instant after the gap',
    'America/New_York',
    '30 2 * * *',
    '2026-03-07T12:00',
    ['2026-03-08T07:00:00', '2026-03-09T06:30:00'],
  ],
  [
    'several times lost in one gap run once, together',
    'America/New_York',
    '0,15,30 2 * * *',
    '2026-03-08T00:00',
    ['2026-03-08T07:00:00', '2026-03-09T06:00:00'],
  ],
  [
    'a time lost and the first one after the gap are one occurrence',
    'America/New_York',
    '0 2,3 * * *',
    '2026-03-08T00:00',
    ['2026-03-08T07:00:00', '2026-03-09T06:00:00', '2026-03-09T07:00:00'],
  ],
  [
    'a time shown twice in New York runs the first time only',
    'America/New_York',
    '30 1 * * *',
    '2026-10-31T12:00',
    ['2026-11-01T05:30:00', '2026-11-02T06:30:00'],
  ],
  [
    'a time lost in the half-hour gap of Lord Howe runs after it',
    'Australia/Lord_Howe',
    '15 2 * * *',
    '2026-10-03T00:00',
    ['2026-10-03T15:30:00', '2026-10-04T15:15:00'],
  ],
  [
    'a time shown twice in the half-hour overlap of Lord Howe runs once, and no day is dropped',
    'Australia/Lord_Howe',
    '45 1 * * *',
    '2026-04-03T12:00',
    ['2026-04-03T14:45:00', '2026-04-04T14:45:00', '2026-04-05T15:15:00'],
  ],
  [
    'a time lost in the two-hour gap of Troll runs after it',
    'Antarctica/Troll',
    '30 2 * * *',
    '2026-03-28T12:00',
    ['2026-03-29T01:00:00', '2026-03-30T00:30:00'],
  ],
  [
    'a time shown twice in the two-hour overlap of Troll runs the first time only',
    'Antarctica/Troll',
    '30 2 * * *',
    '2026-10-24T12:00',
    ['2026-10-25T00:30:00', '2026-10-26T02:30:00'],
  ],
  [
    'a time lost at Chatham, where clocks change at a quarter to three, runs after the gap',
    'Pacific/Chatham',
    '0 3 * * *',
    '2026-09-26T00:00',
    ['2026-09-26T14:00:00', '2026-09-27T13:15:00'],
  ],
  [
    'a time shown twice at Chatham runs the first time only',
    'Pacific/Chatham',
    '0 3 * * *',
    '2026-04-04T00:00',
    ['2026-04-04T13:15:00', '2026-04-05T14:15:00'],
  ],
  [
    'a list of hours is a list of fixed times',
    'America/New_York',
    '0 1,2 * * *',
    '2026-11-01T00:00',
    ['2026-11-01T05:00:00', '2026-11-01T07:00:00', '2026-11-02T06:00:00'],
  ],
  [
    'a list with one hour shown twice runs once at each',
    'America/New_York',
    '30 1,5 * * *',
    '2026-11-01T00:00',
    ['2026-11-01T05:30:00', '2026-11-01T10:30:00', '2026-11-02T06:30:00'],
  ],
  [
    'stepped minutes follow elapsed time through the overlap',
    'America/New_York',
    '*/30 * * * *',
    '2026-11-01T04:30',
    ['2026-11-01T05:00:00', '2026-11-01T05:30:00', '2026-11-01T06:00:00', '2026-11-01T06:30:00'],
  ],
  [
    'a range of hours is a list of fixed times',
    'America/New_York',
    '0 1-2 * * *',
    '2026-11-01T00:00',
    ['2026-11-01T05:00:00', '2026-11-01T07:00:00', '2026-11-02T06:00:00'],
  ],
  [
    'a wildcard hour follows elapsed time through the overlap',
    'America/New_York',
    '0 * * * *',
    '2026-11-01T03:30',
    ['2026-11-01T04:00:00', '2026-11-01T05:00:00', '2026-11-01T06:00:00', '2026-11-01T07:00:00'],
  ],
  [
    'stepped minutes follow elapsed time through the gap',
    'America/New_York',
    '*/30 * * * *',
    '2026-03-08T06:00',
    ['2026-03-08T06:30:00', '2026-03-08T07:00:00', '2026-03-08T07:30:00'],
  ],
  [
    'a time lost in a gap that ends at midnight runs on the next day, croner notwithstanding',
    'America/Nuuk',
    '30 23 * * 6',
    '2026-03-28T00:00',
    ['2026-03-29T01:00:00'],
  ],
  [
    'steps in an hour that is lost run once, after the gap',
    'America/New_York',
    '*/20 2 * * *',
    '2026-03-08T00:00',
    ['2026-03-08T07:00:00', '2026-03-09T06:00:00'],
  ],
  [
    'every other hour loses none in the gap',
    'America/New_York',
    '0 */2 * * *',
    '2026-03-08T04:00',
    ['2026-03-08T05:00:00', '2026-03-08T07:00:00', '2026-03-08T08:00:00'],
  ],
  [
    'an hourly time lost in a one-hour gap is there an hour on, so nothing is made up',
    'America/New_York',
    '15 * * * *',
    '2026-03-08T06:00',
    ['2026-03-08T06:15:00', '2026-03-08T07:15:00'],
  ],
  [
    'an hourly time lost in a half-hour gap runs after it',
    'Australia/Lord_Howe',
    '15 * * * *',
    '2026-10-03T14:30',
    ['2026-10-03T14:45:00', '2026-10-03T15:30:00', '2026-10-03T16:15:00'],
  ],
];

/** Saturdays on which the clocks of Palestine go from 02:00 to 03:00, and back within a fortnight, by the tz data. */
const SOON_BACK = ['2040-10-20', '2053-03-29', '2054-03-28', '2072-10-22', '2073-10-14', '2086-03-30'];

describe('when clocks change', () => {
  test.each(['Asia/Hebron', 'Asia/Gaza'])(
    'a time of a step lost in %s runs at 03:00 also where the clock goes back within a fortnight',
    (tz) => {
      for (const date of SOON_BACK) {
        const friday = new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 16);
        expect(occurrences('*/20 2 * * 6', tz, friday, 1)).toEqual([`${date}T00:00:00`]);
      }
    },
  );

  test('a one-off time in a gap that ends at midnight is not taken for one that never comes', () => {
    expect(occurrences('0 30 23 28 3 * 2026', 'America/Nuuk', '2026-01-01T00:00', 2)).toEqual([
      '2026-03-29T01:00:00',
      null,
    ]);
  });

  test.each(clockChanges)('%s', (_title, tz, cron, after, expected) => {
    expect(occurrences(cron, tz, after, expected.length)).toEqual(expected);
  });

  test.each(clockChanges)('%s, from wherever one asks', (_title, tz, cron, after, expected) => {
    const [from, all] = [Date.parse(`${after}Z`), expected.map((text) => Date.parse(`${text}Z`))];
    for (let time = from; time < (all.at(-1) ?? 0); time += 5 * 60_000) {
      expect([time, nextCron(cron, tz, time)]).toEqual([time, all.find((t) => t > time)]);
    }
  });

  test('a daily time runs once on each day of two years in each of the difficult zones', () => {
    const [from, to] = [Date.UTC(2025, 11, 31), Date.UTC(2028, 0, 2)];
    for (const tz of ['America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll', 'Pacific/Chatham']) {
      const dates = new Intl.DateTimeFormat('sv-SE', { timeZone: tz });
      for (const cron of ['30 1 * * *', '45 1 * * *', '15 2 * * *', '30 2 * * *', '0 3 * * *']) {
        const days: string[] = [];
        for (let t = nextCron(cron, tz, from); t !== null && t < to; t = nextCron(cron, tz, t))
          days.push(dates.format(t));
        const first = Date.parse(days[0] ?? '');
        expect(days).toEqual(days.map((_, i) => new Date(first + i * 86_400_000).toISOString().slice(0, 10)));
        expect(days.length).toBeGreaterThan(729);
      }
    }
  });

  test('the wall clock shows an ordinary occurrence, but not one that a gap moved', () => {
    const moved = Date.parse('2026-03-08T07:00:00Z');
    expect(matchesWallClock('30 2 * * *', 'America/New_York', moved)).toBe(false);
    expect(matchesWallClock('30 2 * * *', 'America/New_York', Date.parse('2026-03-09T06:30:00Z'))).toBe(true);
  });
});

test('the wall clock shows an occurrence for the whole of its second', () => {
  const at = Date.UTC(2026, 0, 1, 9);
  const shows = (time: number) => matchesWallClock('0 9 * * *', 'UTC', time);
  expect([at - 1, at, at + 999, at + 1000].map(shows)).toEqual([false, true, true, false]);
});

test('a time of a step that an overlap of another length repeats is not made up where the clock goes back', () => {
  // The clocks of Lord Howe go from 02:00 back to 01:30.
  const found = occurrences('45 * * * *', 'Australia/Lord_Howe', '2026-04-04T14:30', 3);
  expect(found).toEqual(['2026-04-04T14:45:00', '2026-04-04T15:15:00', '2026-04-04T16:15:00']);
});

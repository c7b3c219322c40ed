import { firstFire, nextFire, type Timing } from '../../../local/scheduler/next-fire.ts';

const NEW_YORK = 'America/New_York';
const LORD_HOWE = 'Australia/Lord_Howe';
const at = (text: string) => Date.parse(text);

function occurrences(
  expression: string,
  zone: string,
  from: string,
  count: number,
  more: Partial<Timing> = {},
) {
  const found: string[] = [];
  let after: number | null = at(from);
  while (found.length < count) {
    after = nextFire({ expression, zone, anchor: 0, ...more }, after);
    if (after === null) return [...found, 'never'];
    found.push(new Date(after).toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

const cron = (fields: string, zone: string, from: string, count: number) =>
  occurrences(`cron(${fields})`, zone, from, count);

describe('cron in a zone with daylight saving time', () => {
  test('skips the day on which its time falls in a gap, and fires on the days around it', () => {
    expect(cron('30 2 * * ? *', NEW_YORK, '2026-03-07T00:00Z', 3)).toEqual([
      '2026-03-07T07:30Z',
      '2026-03-09T06:30Z',
      '2026-03-10T06:30Z',
    ]);
  });

  test('fires once, before the shift, where its time falls in an overlap', () => {
    expect(cron('30 1 * * ? *', NEW_YORK, '2026-10-31T12:00Z', 2)).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-02T06:30Z',
    ]);
  });

  test('does not repeat the times of an overlap for wildcards in minutes and hours either', () => {
    expect(cron('0/30 * * * ? *', NEW_YORK, '2026-11-01T04:59Z', 3)).toEqual([
      '2026-11-01T05:00Z',
      '2026-11-01T05:30Z',
      '2026-11-01T07:00Z',
    ]);
  });

  test('continues after an overlap when asked in the middle of its second pass', () => {
    expect(cron('0/30 * * * ? *', NEW_YORK, '2026-11-01T06:10Z', 1)).toEqual(['2026-11-01T07:00Z']);
  });

  test('loses nothing across a gap where the pattern has no time in it', () => {
    expect(cron('0/30 * * * ? *', NEW_YORK, '2026-03-08T06:10Z', 2)).toEqual([
      '2026-03-08T06:30Z',
      '2026-03-08T07:00Z',
    ]);
  });

  test('skips the half-hour gap of Lord Howe', () => {
    expect(cron('15 2 * * ? *', LORD_HOWE, '2026-10-02T12:00Z', 2)).toEqual([
      '2026-10-02T15:45Z',
      '2026-10-04T15:15Z',
    ]);
  });

  test('fires once in the half-hour overlap of Lord Howe', () => {
    expect(cron('45 1 * * ? *', LORD_HOWE, '2026-04-04T00:00Z', 2)).toEqual([
      '2026-04-04T14:45Z',
      '2026-04-05T15:15Z',
    ]);
  });

  test('skips the two-hour gap of Troll', () => {
    expect(cron('30 1 * * ? *', 'Antarctica/Troll', '2026-03-28T00:00Z', 2)).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-29T23:30Z',
    ]);
  });

  test('skips a whole day that a zone left out, as Samoa did', () => {
    expect(cron('30 0 * * ? *', 'Pacific/Apia', '2011-12-29T00:00Z', 2)).toEqual([
      '2011-12-29T10:30Z',
      '2011-12-30T10:30Z',
    ]);
  });

  test('never fires where its only time falls in a gap', () => {
    expect(cron('30 2 8 3 ? 2026', NEW_YORK, '2026-01-01T00:00Z', 1)).toEqual(['never']);
  });
});

describe('the cron dialect', () => {
  test.each([
    ['1 is Sunday', '0 8 ? * 1 *', ['2026-01-04T08:00Z', '2026-01-11T08:00Z']],
    ['names of days', '0 8 ? * mon-TUE *', ['2026-01-05T08:00Z', '2026-01-06T08:00Z']],
    ['L as day of the month', '0 8 L * ? *', ['2026-01-31T08:00Z', '2026-02-28T08:00Z']],
    ['L as day of the week', '0 8 ? * L *', ['2026-01-03T08:00Z', '2026-01-10T08:00Z']],
    ['6L is the last Friday', '0 8 ? * 6L *', ['2026-01-30T08:00Z', '2026-02-27T08:00Z']],
    ['6#3 is the third Friday', '0 8 ? * 6#3 *', ['2026-01-16T08:00Z', '2026-02-20T08:00Z']],
    ['6#5 waits for a month that has five', '0 8 ? * FRI#5 *', ['2026-01-30T08:00Z', '2026-05-29T08:00Z']],
    ['3W moves back from a Saturday', '0 8 3W * ? *', ['2026-01-02T08:00Z', '2026-02-03T08:00Z']],
    ['1W does not leave its month', '0 8 1W 8 ? *', ['2026-08-03T08:00Z', '2027-08-02T08:00Z']],
    ['n/step runs to the end', '5/30 8 1 * ? *', ['2026-01-01T08:05Z', '2026-01-01T08:35Z']],
    ['range/step', '0-15/15 8-8 1 * ? *', ['2026-01-01T08:00Z', '2026-01-01T08:15Z']],
    ['lists', '0 8 1,2,15 1 ? 2026', ['2026-01-01T08:00Z', '2026-01-02T08:00Z']],
    ['names of months', '0 8 1 FEB,JUN ? *', ['2026-02-01T08:00Z', '2026-06-01T08:00Z']],
    ['years', '0 8 1 1 ? 2028/2', ['2028-01-01T08:00Z', '2030-01-01T08:00Z']],
    [
      'years in steps over all, which count from 1970',
      '0 8 1 1 ? */3',
      ['2027-01-01T08:00Z', '2030-01-01T08:00Z'],
    ],
    ['leap days', '0 8 29 2 ? *', ['2028-02-29T08:00Z', '2032-02-29T08:00Z']],
    ['days that do not exist', '0 8 31 2 ? *', ['never']],
    ['years gone by', '0 8 1 1 ? 2020', ['never']],
  ])('reads %s', (_title, fields, expected) => {
    expect(cron(fields, 'UTC', '2026-01-01T00:00Z', 2)).toEqual(expected);
  });

  test('fires strictly after the instant asked about, to the millisecond', () => {
    expect(cron('0 10 * * ? *', 'UTC', '2026-01-01T09:59:59.999Z', 1)).toEqual(['2026-01-01T10:00Z']);
    expect(cron('0 10 * * ? *', 'UTC', '2026-01-01T10:00:00.000Z', 1)).toEqual(['2026-01-02T10:00Z']);
    expect(cron('0 10 * * ? *', 'UTC', '2026-01-01T10:00:00.001Z', 1)).toEqual(['2026-01-02T10:00Z']);
  });

  test('keeps to StartDate and EndDate, both inclusive', () => {
    const bounds = { start: at('2026-01-02T10:00Z'), end: at('2026-01-03T10:00Z') };
    expect(occurrences('cron(0 10 * * ? *)', 'UTC', '2025-12-01T00:00Z', 5, bounds)).toEqual([
      '2026-01-02T10:00Z',
      '2026-01-03T10:00Z',
      'never',
    ]);
  });
});

describe('rate', () => {
  test('counts from its creation without StartDate, and fires at once', () => {
    const anchor = at('2026-01-01T00:00:17.250Z');
    const timing = { expression: 'rate(5 minutes)', zone: 'UTC', anchor };
    expect(firstFire(timing, anchor)).toBe(anchor);
    expect(nextFire(timing, anchor)).toBe(anchor + 300_000);
    expect(nextFire(timing, anchor + 3_600_001)).toBe(anchor + 3_900_000);
  });

  test('has its first occurrence at StartDate, and the others aligned to it up to EndDate', () => {
    const bounds = { start: at('2026-01-01T00:02Z'), end: at('2026-01-01T00:12Z') };
    expect(occurrences('rate(5 minutes)', 'UTC', '2025-01-01T00:00Z', 9, bounds)).toEqual([
      '2026-01-01T00:02Z',
      '2026-01-01T00:07Z',
      '2026-01-01T00:12Z',
      'never',
    ]);
  });

  test('takes a day for 24 hours, whatever the zone', () => {
    const bounds = { start: at('2026-03-07T17:00Z') };
    expect(occurrences('rate(1 days)', NEW_YORK, '2026-03-07T17:00Z', 2, bounds)).toEqual([
      '2026-03-08T17:00Z',
      '2026-03-09T17:00Z',
    ]);
  });
});

describe('at', () => {
  const timing = (local: string) => ({ expression: `at(${local})`, zone: NEW_YORK, anchor: 0 });

  test('is a local time of its zone, and fires once', () => {
    const instant = at('2026-07-01T13:00Z');
    expect(nextFire(timing('2026-07-01T09:00:00'), 0)).toBe(instant);
    expect(nextFire(timing('2026-07-01T09:00:00'), instant)).toBeNull();
  });

  test('is the first of two instants in an overlap', () => {
    expect(nextFire(timing('2026-11-01T01:30:00'), 0)).toBe(at('2026-11-01T05:30Z'));
  });

  test('fires late by the length of a gap rather than never', () => {
    expect(nextFire(timing('2026-03-08T02:30:00'), 0)).toBe(at('2026-03-08T07:30Z'));
  });

  test('is still due when created in the past, and ignores StartDate and EndDate', () => {
    const bounds = { start: at('2027-01-01T00:00Z'), end: at('2027-01-02T00:00Z') };
    const created = at('2026-12-01T00:00Z');
    expect(firstFire({ ...timing('2026-07-01T09:00:00'), ...bounds }, created)).toBe(at('2026-07-01T13:00Z'));
  });
});

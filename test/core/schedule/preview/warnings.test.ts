import type { WarningCode } from '../../../../contract/preview.ts';
import { isRecurring, type ParsedSchedule } from '../../../../core/schedule/parsed-schedule.ts';
import { endOf } from '../../../../core/schedule/preview/end-of.ts';
import { warningsOf } from '../../../../core/schedule/preview/warnings.ts';
import { DAY } from '../../../../core/time/units.ts';
import { cron, every, once } from '../tables.ts';

const NOW = Date.UTC(2026, 10, 26);
const PARIS = { tz: 'Europe/Paris' };
const LORD_HOWE = { tz: 'Australia/Lord_Howe' };

const warnings = (schedule: ParsedSchedule) =>
  warningsOf(schedule, NOW, isRecurring(schedule) ? endOf(schedule, NOW) : undefined);
const messages = (schedule: ParsedSchedule, code: WarningCode) =>
  warnings(schedule).flatMap((each) => (each.code === code ? [each.message] : []));

describe('a warning', () => {
  test.each<[WarningCode, ParsedSchedule, RegExp]>([
    ['MINUTES_FOR_HOURS', cron('9-17 * * * *'), /hours 9 to 17 write "0 9-17 \* \* \*"\./],
    ['MINUTES_FOR_HOURS', cron('0 9-17 * * * *'), /write "0 0 9-17 \* \* \*"/],
    ['MINUTES_FOR_HOURS', cron('09-17 */1 * * *'), /hours 9 to 17/],
    ['EVERY_MINUTE', cron('* 9 * * MON'), /write "0 9 \* \* MON"/],
    ['EVERY_MINUTE', cron('* 9-17 * * *'), /every minute of the hours 9-17\. .* write "0 9-17 \* \* \*"/],
    ['EVERY_MINUTE', cron('*/1 9 * * *'), /write "0 9 \* \* \*"/],
    ['EVERY_MINUTE', cron('0-59 */2 * * *'), /write "0 \*\/2 \* \* \*"/],
    ['EVERY_MINUTE', cron('0 * 9 * * *'), /write "0 0 9 \* \* \*"/],
    ['EVERY_SECOND', cron('0-59 0 9 * * *'), /write "0 0 9 \* \* \*"/],
    ['EVERY_SECOND', cron('* * 9 * * *'), /once an hour, on the hour, write "0 0 9 \* \* \*"/],
    ['EVERY_SECOND', cron('* 0 9 * * *'), /write "0 0 9 \* \* \*"/],
    ['UNEVEN_STEP', cron('*/45 * * * *'), /"\*\/45" begins anew with each hour/],
    ['UNEVEN_STEP', cron('0 */5 * * *'), /begins anew with each day/],
    ['UNEVEN_STEP', cron('0-59/45 * * * *'), /"0-59\/45" begins anew with each hour/],
    ['UNEVEN_STEP', cron('0 0-23/5 * * *'), /"0-23\/5" begins anew with each day.* 5 hours/],
    ['UNEVEN_STEP', cron('5-59/25 * * * *'), /begins anew with each hour/],
    ['UNEVEN_STEP', cron('0 0 1-31/2 * *'), /begins anew with each month/],
    ['UNEVEN_STEP', cron('0 0 * * MON-SUN/2'), /begins anew with each week/],
    ['UNEVEN_STEP', cron('0 0 */2 * *'), /begins anew with each month/],
    ['UNEVEN_STEP', cron('4-53/7 * * * *'), /begins anew with each hour.* 7 minutes/],
    ['UNEVEN_STEP', cron('*/45 0 9 * * *'), /begins anew with each minute.* 45 seconds/],
    ['UNEVEN_STEP', cron('0 0 1 */5 *'), /begins anew with each year.* 5 months\.$/],
    ['MINUTES_FOR_HOURS', cron('9-23 * * * *'), /hours 9 to 23/],
    ['FREQUENT', cron('* * * * *', { limit: 1001 }), /1440 times/],
    ['FREQUENT', every(86_314, NOW), /1001 times/],
    ['DST_GAP', cron('*/20 2 * * *', PARIS), /the 3 runs at 02:00, 02:20, 02:40 are one/],
    ['DST_GAP', cron('*/15 2 * * *', PARIS), /the 4 runs at 02:00, 02:15, 02:30, … are one/],
    [
      'DST_OVERLAP',
      cron('30 23 * * *', { tz: 'Africa/Cairo' }),
      /On 2027-10-28 .* back to 23:00: 23:30 comes twice/,
    ],
    ['SECONDS_FOR_MS', every(3600, NOW), /3600 is 3 seconds, 600 milliseconds; 1 hour would be 3600000/],
    ['FREQUENT', cron('* * * * *'), /1440 times/],
    ['FREQUENT', every(86_000, NOW), /1005 times/],
    ['ENDS', cron('0 9 * * *', { limit: 3 }), /Sat 2026-11-28 09:00:00 \+00:00: the limit of 3/],
    ['ENDS', cron('0 9 * * *', { end: NOW + DAY }), /Thu 2026-11-26 09:00:00 \+00:00: endDate/],
    ['ENDS', cron('0 0 9 * * * 2027'), /Fri 2027-12-31 09:00:00 \+00:00: the cron names no later year/],
    ['ENDS', cron('0 0 1 1 *', { limit: 400 }), /There is a last run: the limit of 400/],
    ['MISSING_DAY', cron('0 0 31 * *'), /no day 31 in February, April, June, September, November.*write L/],
    ['MISSING_DAY', cron('0 0 30,1 1,2 *'), /no day 30 in February\./],
    ['MISSING_DAY', cron('0 0 29 2 *'), /no day 29 in February but in leap years\.$/],
    ['MISSING_DAY', cron('0 0 31W 4 *', { limit: 1 }), /no day 31 in April\./],
    ['EITHER_DAY', cron('0 0 13 * FRI'), /write "0 0 13 \* \+FRI"/],
    ['MINUTE_PRECISION', cron('0 9 * * *', { precision: 'minute' }), /up to 60 s late/],
    ['MINUTE_PRECISION', { ...once(NOW), precision: 'minute' }, /up to 60 s late/],
    [
      'DST_GAP',
      cron('30 2 * * *', PARIS),
      /On 2027-03-28 .* from 02:00 to 03:00: the run at 02:30 starts at 03:00\./,
    ],
    ['DST_GAP', cron('0,30 2 * * *', PARIS), /the 2 runs at 02:00, 02:30 are one, at 03:00\./],
    ['DST_GAP', cron('0 2,3 * * *', PARIS), /the run at 02:00 and the one at 03:00 are one, at 03:00\./],
    ['DST_GAP', cron('*/30 2 * * *', PARIS), /the 2 runs at 02:00, 02:30 are one, at 03:00\./],
    [
      'DST_GAP',
      cron('15 2 * * *', { tz: 'Australia/Lord_Howe' }),
      /from 02:00 to 02:30: the run at 02:15 starts at 02:30/,
    ],
    [
      'DST_GAP',
      cron('15 * * * *', LORD_HOWE),
      /On 2027-10-03 .* from 02:00 to 02:30: the run at 02:15 starts at 02:30\./,
    ],
    [
      'DST_GAP',
      cron('30 * * * SAT', { tz: 'America/Nuuk' }),
      /On 2027-03-27 .* from 23:00 to 00:00: the run at 23:30 starts at 00:00\./,
    ],
    [
      'DST_OVERLAP',
      cron('45 * * * *', LORD_HOWE),
      /On 2027-04-04 .* back to 01:30: 01:45 comes twice and runs both times/,
    ],
    ['DST_GAP', cron('30 0 * * *', { tz: 'Africa/Cairo' }), /On 2027-04-30 .* from 00:00 to 01:00/],
    [
      'DST_OVERLAP',
      cron('30 2 * * *', PARIS),
      /On 2027-10-31 .* back to 02:00: 02:30 comes twice and runs once, the first time/,
    ],
    ['DST_OVERLAP', cron('*/30 2 * * *', PARIS), /02:00, 02:30 come twice and run both times/],
  ])('%s is given for %j', (code, schedule, message) => {
    expect(messages(schedule, code)).toContainEqual(expect.stringMatching(message));
  });

  test.each<[WarningCode, ParsedSchedule, object | undefined]>([
    ['MINUTES_FOR_HOURS', cron('9-17 * * * *'), { cron: '0 9-17 * * *' }],
    ['EVERY_MINUTE', cron('* 9 * * MON'), { cron: '0 9 * * MON' }],
    ['EVERY_SECOND', cron('* * 9 * * *'), { cron: '0 0 9 * * *' }],
    ['EITHER_DAY', cron('0 0 13 * FRI'), { cron: '0 0 13 * +FRI' }],
    ['SECONDS_FOR_MS', every(3600, NOW), { every: 3_600_000 }],
    ['UNEVEN_STEP', cron('*/45 * * * *'), undefined],
  ])('%s of %j has what its message says to write as fields', (code, schedule, suggested) => {
    const found = warnings(schedule).find((each) => each.code === code);
    expect(found?.suggested).toEqual(suggested);
    const [written] = Object.values(suggested ?? {});
    expect(found?.message).toContain(String(written ?? ''));
  });

  test.each<[WarningCode, ParsedSchedule]>([
    ['MINUTES_FOR_HOURS', cron('0 9-17 * * *')],
    ['MINUTES_FOR_HOURS', cron('9 * * * *')],
    ['MINUTES_FOR_HOURS', cron('30-45 * * * *')],
    ['MINUTES_FOR_HOURS', cron('9-17 8 * * *')],
    ['EVERY_MINUTE', cron('* * * * *')],
    ['EVERY_MINUTE', cron('0 9 * * *')],
    ['EVERY_SECOND', cron('* * * * * *')],
    ['EVERY_SECOND', cron('*/10 0 9 * * *')],
    ['EVERY_SECOND', cron('* 9 * * *')],
    ['UNEVEN_STEP', cron('*/15 */6 * */3 *')],
    ['UNEVEN_STEP', cron('0 0 */1 * *')],
    ['UNEVEN_STEP', cron('5-59/15 * * * *')],
    ['UNEVEN_STEP', cron('0 9-17/3 * * *')],
    ['UNEVEN_STEP', cron('0,45 * * * *')],
    ['UNEVEN_STEP', cron('7-59/7 * * * *')],
    ['UNEVEN_STEP', cron('*/15 * * * * *')],
    ['UNEVEN_STEP', cron('0 0 * * */7')],
    ['MINUTES_FOR_HOURS', cron('9-24 * * * *')],
    ['MINUTES_FOR_HOURS', cron('9-9 * * * *')],
    ['MINUTES_FOR_HOURS', cron('9-12,14-17 * * * *')],
    ['FREQUENT', cron('* * * * *', { limit: 1000 })],
    ['SECONDS_FOR_MS', every(5000, NOW)],
    ['SECONDS_FOR_MS', every(3_600_000, NOW)],
    ['FREQUENT', cron('*/2 * * * *')],
    ['FREQUENT', every(86_400, NOW)],
    ['FREQUENT', cron('* * * * * *', { limit: 10 })],
    ['ENDS', cron('0 9 * * *')],
    ['ENDS', cron('0 0 9 * * * *')],
    ['ENDS', every(60_000, NOW)],
    ['MISSING_DAY', cron('0 0 28 * *')],
    ['MISSING_DAY', cron('0 0 31 1,3 *')],
    ['MISSING_DAY', cron('0 0 25-31 * *')],
    ['MISSING_DAY', cron('0 0 L * *')],
    ['EITHER_DAY', cron('0 0 13 * +FRI')],
    ['EITHER_DAY', cron('0 0 ? * FRI')],
    ['MINUTE_PRECISION', cron('0 9 * * *')],
    ['DST_GAP', cron('30 2 * * *')],
    ['DST_GAP', cron('30 2 * * *', { tz: 'Asia/Tokyo' })],
    ['DST_GAP', cron('30 3 * * *', PARIS)],
    ['DST_GAP', cron('30 2 * * MON', PARIS)],
    ['DST_GAP', cron('*/10 * * * *', PARIS)],
    ['DST_GAP', cron('15 * * * *', PARIS)],
    ['DST_GAP', cron('*/10 * * * *', LORD_HOWE)],
    ['DST_OVERLAP', cron('15,45 * * * *', LORD_HOWE)],
    ['DST_GAP', cron('30 2 * * *', { ...PARIS, end: NOW + DAY })],
    ['DST_OVERLAP', cron('0 * * * *', PARIS)],
    ['DST_OVERLAP', cron('30 1 * * *', PARIS)],
    ['DST_OVERLAP', cron('30 2 * * *', { ...PARIS, limit: 5 })],
    ['DST_OVERLAP', every(3_600_000, NOW)],
  ])('%s is not given for %j', (code, schedule) => {
    expect(messages(schedule, code)).toEqual([]);
  });

  test.each([
    [1800, '30 minutes'],
    [3600, '1 hour'],
    [7200, '2 hours'],
    [10_800, '3 hours'],
    [14_400, '4 hours'],
    [21_600, '6 hours'],
    [28_800, '8 hours'],
    [43_200, '12 hours'],
    [86_400, '1 day'],
    [604_800, '7 days'],
  ])('is given for an interval of %d, which is meant as %s', (seconds, meant) => {
    expect(messages(every(seconds, NOW), 'SECONDS_FOR_MS')).toEqual([
      expect.stringContaining(`; ${meant} would be ${seconds * 1000}.`),
    ]);
  });

  test('names each month that lacks a day', () => {
    const lacking = (day: number) =>
      messages(cron(`0 0 ${day} * *`), 'MISSING_DAY').map((message) => message.split('.')[0]);
    expect(lacking(31)).toEqual(['There is no day 31 in February, April, June, September, November']);
    expect(lacking(30)).toEqual(['There is no day 30 in February']);
    const NAMES = ['February', 'April', 'June', 'September', 'November'];
    const short = [2, 4, 6, 9, 11].map((month) => messages(cron(`0 0 31 ${month},1 *`), 'MISSING_DAY')[0]);
    expect(short).toEqual(NAMES.map((name) => expect.stringContaining(`no day 31 in ${name}.`)));
  });

  test('looks 366 days ahead for changes of the clock', () => {
    const gap = Date.UTC(2028, 2, 26, 1);
    const gaps = (now: number) =>
      warningsOf(cron('30 2 * * *', PARIS), now, undefined).filter(({ code }) => code === 'DST_GAP');
    expect(gaps(gap - 366 * DAY).at(-1)?.at).toBe(gap);
    expect(gaps(gap - 366 * DAY - 1).some(({ at }) => at === gap)).toBe(false);
  });

  test('of a change of the clock is about the moment of the change', () => {
    const found = warnings(cron('30 2 * * *', PARIS)).filter(({ at }) => at !== undefined);
    expect(found.map(({ code, at }) => [code, at])).toEqual([
      ['DST_GAP', Date.UTC(2027, 2, 28, 1)],
      ['DST_OVERLAP', Date.UTC(2027, 9, 31, 1)],
    ]);
  });
});

test.each<[ParsedSchedule, string[]]>([
  [
    cron('* 9 * * *'),
    ['It runs at every minute of hour 9. For once an hour, on the hour, write "0 9 * * *".'],
  ],
  [
    cron('* 9,10 * * *'),
    ['It runs at every minute of the hours 9,10. For once an hour, on the hour, write "0 9,10 * * *".'],
  ],
  [
    cron('* 0 9 * * *'),
    [
      'With six fields the first is seconds: it runs 60 times in each minute it names. For once write "0 0 9 * * *".',
    ],
  ],
  [
    cron('0 0 */2 * *'),
    [
      '"*/2" begins anew with each month, so the step into the next one may be shorter than 2 days. ' +
        'For an even interval use `every`.',
    ],
  ],
  [
    cron('0 0 * * MON-SUN/2'),
    [
      '"MON-SUN/2" begins anew with each week, so the step into the next one may be shorter than 2 days. ' +
        'For an even interval use `every`.',
    ],
  ],
  [cron('0 0 31 4 *'), ['There is no day 31 in April. For the last day of each month write L.']],
  [cron('0 0 29 2 *'), ['There is no day 29 in February but in leap years.']],
  [cron('9,10,11 * * * *'), []],
  [
    every(DAY, NOW, { limit: 3 }),
    ['The last run is on Sat 2026-11-28 00:00:00 +00:00: the limit of 3 is reached then.'],
  ],
  [
    cron('0 9 * * *', { tz: 'Asia/Tokyo', limit: 1 }),
    ['The last run is on Thu 2026-11-26 09:00:00 +09:00: the limit of 1 is reached then.'],
  ],
])('all that is to be said of %j is %j', (schedule, said) => {
  expect(warnings(schedule).map(({ message }) => message)).toEqual(said);
});

const GO = 'On 2027-03-28 the clocks of Europe/Paris go from 02:00 to 03:00:';
const BACK = 'On 2027-10-31 the clocks of Europe/Paris go back to 02:00:';

test.each([
  [
    '0 2-4/1 * * *',
    `${GO} the run at 02:00 does not take place.`,
    `${BACK} 02:00 comes twice and runs both times, as wildcards and steps follow elapsed time.`,
  ],
  [
    '*/30 2-3 * * *',
    `${GO} the 2 runs at 02:00, 02:30 do not take place.`,
    `${BACK} 02:00, 02:30 come twice and run both times, as wildcards and steps follow elapsed time.`,
  ],
  [
    '30 2-3/1 * * *',
    `${GO} the run at 02:30 does not take place.`,
    `${BACK} 02:30 comes twice and runs both times, as wildcards and steps follow elapsed time.`,
  ],
  [
    '0,30 2 * * *',
    `${GO} the 2 runs at 02:00, 02:30 are one, at 03:00.`,
    `${BACK} 02:00, 02:30 come twice and run once, the first time.`,
  ],
  [
    '0,30 2,3 * * *',
    `${GO} the 2 runs at 02:00, 02:30 and the one at 03:00 are one, at 03:00.`,
    `${BACK} 02:00, 02:30 come twice and run once, the first time.`,
  ],
])('what changes of the clock do to %s is told', (expression, gap, overlap) => {
  const found = warnings(cron(expression, PARIS)).filter(({ code }) => code.startsWith('DST'));
  expect(found.map(({ message }) => message)).toEqual([gap, overlap]);
});

test('a change of the clock that comes before the schedule begins is not told of', () => {
  const gap = Date.UTC(2027, 2, 28, 1);
  const told = (start: number) => messages(cron('30 2 * * *', { ...PARIS, start }), 'DST_GAP').length;
  expect([told(gap - 1), told(gap)]).toEqual([1, 0]);
});

import { IANA_NAMES } from '../../../core/schedule/iana-names.ts';
import { readZone } from '../../../core/schedule/zone.ts';
import { parseScheduleExpression } from '../../../local/scheduler/schedule-expression.ts';
import { isKnownZone } from '../../../local/scheduler/zone.ts';

test.each([
  'at(2026-02-28T23:59:59)',
  'at(1999-01-01T00:00:00)',
  'rate(1 minute)',
  'rate(1 minutes)',
  'rate(25 hours)',
  'rate(5 day)',
  'cron(*/15 * * * ? *)',
  'cron(0/5 8-17 ? * MON-FRI *)',
  'cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)',
  'cron(1-31/30 1-1 ? * 1,7 *)',
  'cron(15 10 ? * 6L 2022-2023)',
  'cron(0 0 ? * * *)',
])('%s is accepted', (expression) => {
  expect(parseScheduleExpression(expression)).not.toBeNull();
});

test.each([
  ['no form at all', ''],
  ['an unknown form', 'every(5 minutes)'],
  ['upper case', 'RATE(5 minutes)'],
  ['something behind', 'rate(5 minutes) '],
  ['a zone suffix', 'at(2026-02-28T23:59:59Z)'],
  ['a fraction', 'at(2026-02-28T23:59:59.5)'],
  ['no seconds', 'at(2026-02-28T23:59)'],
  ['a day that does not exist', 'at(2026-02-30T00:00:00)'],
  ['the hour 24', 'at(2026-02-28T24:00:00)'],
  ['a rate of zero', 'rate(0 minutes)'],
  ['a negative rate', 'rate(-5 minutes)'],
  ['a broken rate', 'rate(1.5 hours)'],
  ['a rate in seconds', 'rate(30 seconds)'],
  ['a rate beyond all calendars', 'rate(999999999999999 days)'],
  ['five fields', 'cron(0 8 * * ?)'],
  ['seven fields', 'cron(0 0 8 * * ? *)'],
  ['* in both day fields', 'cron(0 8 * * * *)'],
  ['both day fields restricted', 'cron(0 8 1 * 2 *)'],
  ['? in both day fields', 'cron(0 8 ? * ? *)'],
  ['? in the hours', 'cron(0 ? * * ? *)'],
  ['minute 60', 'cron(60 8 * * ? *)'],
  ['hour 24', 'cron(0 24 * * ? *)'],
  ['day 0', 'cron(0 8 0 * ? *)'],
  ['day 32', 'cron(0 8 32 * ? *)'],
  ['month 13', 'cron(0 8 1 13 ? *)'],
  ['day of the week 0', 'cron(0 8 ? * 0 *)'],
  ['day of the week 8', 'cron(0 8 ? * 8 *)'],
  ['year 2200', 'cron(0 8 1 1 ? 2200)'],
  ['year 1969', 'cron(0 8 1 1 ? 1969)'],
  ['a step of zero', 'cron(*/0 8 * * ? *)'],
  ['a step without a start', 'cron(/5 8 * * ? *)'],
  ['a step in the days of the week', 'cron(0 8 ? * 2/2 *)'],
  ['a reversed range', 'cron(0 17-8 * * ? *)'],
  ['a reversed range of days', 'cron(0 8 ? * FRI-MON *)'],
  ['LW', 'cron(0 8 LW * ? *)'],
  ['L-3', 'cron(0 8 L-3 * ? *)'],
  ['32W', 'cron(0 8 32W * ? *)'],
  ['W in a list', 'cron(0 8 1W,15W * ? *)'],
  ['L in a list', 'cron(0 8 1,L * ? *)'],
  ['two #', 'cron(0 8 ? * 3#1,6#3 *)'],
  ['a sixth Friday', 'cron(0 8 ? * 6#6 *)'],
  ['a range in a list', 'cron(0 8 1-2,15 * ? *)'],
  ['a step in a list', 'cron(0/15,20 8 * * ? *)'],
  ['a name among numbers', 'cron(0 8 ? * MON,3 *)'],
  ['a range from a name to a number', 'cron(0 8 ? * MON-6 *)'],
  ['an empty item', 'cron(0, 8 * * ? *)'],
  ['names where there are none', 'cron(0 8 MON * ? *)'],
])('%s is refused', (_title, expression) => {
  expect(parseScheduleExpression(expression)).toBeNull();
});

test.each(['UTC', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Etc/GMT+5', 'Europe/Kyiv'])(
  'the zone %s is known',
  (zone) => {
    expect(isKnownZone(zone)).toBe(true);
  },
);

test.each([
  'Nowhere/Land',
  'america/new_york',
  'Utc',
  '+01:00',
  'US/Eastern',
  '',
  'Europe/',
  'Z',
  'Etc/Unknown',
])('the zone "%s" is not known', (zone) => {
  expect(isKnownZone(zone)).toBe(false);
});

test.each(['BST', 'IST', 'PST', 'JST', 'SystemV/PST8PDT', 'Canada/East-Saskatchewan', 'GMT+1'])(
  'the zone "%s", of which only ICU may have heard, is not known',
  (zone) => {
    expect(isKnownZone(zone)).toBe(false);
  },
);

test('every zone that a schedule of ours may be written in is known', () => {
  for (const name of IANA_NAMES) expect([name, isKnownZone(readZone(name) ?? '')]).toEqual([name, true]);
});

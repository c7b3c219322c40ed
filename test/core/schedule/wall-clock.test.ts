import { offsetAt, transitions } from '../../../core/schedule/transitions.ts';
import { instantOf, isSecondShowing } from '../../../core/schedule/wall-clock.ts';
import { HOUR } from '../../../core/time/units.ts';

const at = (text: string) => Date.parse(`${text}Z`);

test.each([
  ['UTC', '2026-01-01T00:00', 0],
  ['Asia/Kathmandu', '2026-01-01T12:00', 5.75],
  ['America/New_York', '2026-03-08T06:59:59.999', -5],
  ['America/New_York', '2026-03-08T07:00', -4],
  ['Europe/Paris', '1900-01-01T00:00', 561 / 3600],
  ['Africa/Monrovia', '1971-01-01T00:00', -2670 / 3600],
  ['Pacific/Apia', '2011-12-30T09:59:59.999', -10],
  ['Pacific/Apia', '2011-12-30T10:00', 14],
])('the clock of %s at %s UTC is %d h ahead', (tz, text, hours) => {
  expect(offsetAt(tz, at(text))).toBe(hours * HOUR);
});

test('the changes of a clock that come within a week are all seen, on both sides of the moments asked from', () => {
  const changes = transitions('Asia/Hebron', at('2040-10-01'), at('2040-11-30'));
  expect(changes.map(({ at: time, before, after }) => [time, before / HOUR, after / HOUR])).toEqual([
    [at('2040-10-20T00:00'), 2, 3],
    [at('2040-10-26T23:00'), 3, 2],
  ]);
  const [first, second] = changes.map(({ at: time }) => time) as [number, number];
  expect(transitions('Asia/Hebron', first, second).map(({ at: time }) => time)).toEqual([second]);
  expect(transitions('Asia/Hebron', first - 1, second - 1).map(({ at: time }) => time)).toEqual([first]);
});

describe('a local time', () => {
  test.each([
    ['that the clock shows once is that instant', 'Europe/Paris', '2026-06-01T12:00', '2026-06-01T10:00'],
    ['just before a gap', 'America/New_York', '2026-03-08T01:59:59', '2026-03-08T06:59:59'],
    ['in a gap is the first instant after it', 'America/New_York', '2026-03-08T02:30', '2026-03-08T07:00'],
    ['just after a gap', 'America/New_York', '2026-03-08T03:00', '2026-03-08T07:00'],
    ['in a gap of half an hour', 'Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30'],
    ['in a gap that ends at midnight', 'America/Nuuk', '2026-03-28T23:30', '2026-03-29T01:00'],
    ['of a day that is left out', 'Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00'],
    ['that comes twice is the first time', 'America/New_York', '2026-11-01T01:30', '2026-11-01T05:30'],
    ['after one that comes twice', 'America/New_York', '2026-11-01T02:00', '2026-11-01T07:00'],
  ])('%s: %s, %s', (_title, tz, wall, instant) => {
    expect(instantOf(tz, at(wall))).toBe(at(instant));
  });
});

describe('a local time shown for the second time', () => {
  test.each([
    ['America/New_York', '2026-11-01T05:59:59.999', false],
    ['America/New_York', '2026-11-01T06:00', true],
    ['America/New_York', '2026-11-01T06:59:59.999', true],
    ['America/New_York', '2026-11-01T07:00', false],
    ['Australia/Lord_Howe', '2026-04-04T15:00', true],
    ['Australia/Lord_Howe', '2026-04-04T15:30', false],
    ['Antarctica/Troll', '2026-10-25T01:00', true],
    ['Antarctica/Troll', '2026-10-25T02:59', true],
    ['Antarctica/Troll', '2026-10-25T03:00', false],
    ['Antarctica/Casey', '2023-03-08T16:00', true],
    ['Antarctica/Casey', '2023-03-08T19:00', false],
    ['UTC', '2026-11-01T06:00', false],
  ])('in %s at %s UTC: %s', (tz, text, expected) => {
    expect(isSecondShowing(tz, Date.parse(`${text}Z`))).toBe(expected);
  });
});

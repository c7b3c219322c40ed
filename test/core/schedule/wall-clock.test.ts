import { gapAround, isSecondShowing, offsetAt } from '../../../core/schedule/wall-clock.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const HOUR = 3_600_000;

test.each([
  ['UTC', '2026-01-01T00:00', 0],
  ['Asia/Kathmandu', '2026-01-01T12:00', 5.75],
  ['America/New_York', '2026-03-08T06:59:59.999', -5],
  ['America/New_York', '2026-03-08T07:00', -4],
  ['Pacific/Apia', '2011-12-30T09:59:59.999', -10],
  ['Pacific/Apia', '2011-12-30T10:00', 14],
])('the clock of %s at %s UTC is %d h ahead', (tz, text, hours) => {
  expect(offsetAt(tz, at(text))).toBe(hours * HOUR);
});

describe('a local time that a clock leaves out', () => {
  test.each([
    ['America/New_York', '2026-03-08T02:00', '2026-03-08T07:00', '2026-03-08T07:00'],
    ['America/New_York', '2026-03-08T02:59:59', '2026-03-08T07:00', '2026-03-08T07:59:59'],
    ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:30', '2026-10-03T15:45'],
    ['America/Nuuk', '2026-03-28T23:30', '2026-03-29T01:00', '2026-03-29T01:30'],
    ['Pacific/Apia', '2011-12-30T12:00', '2011-12-30T10:00', '2011-12-30T22:00'],
  ])('in %s, %s, lies in a gap that ends at %s UTC', (tz, wall, end, elapsed) => {
    expect(gapAround(tz, at(wall))).toEqual({ end: at(end), elapsed: at(elapsed) });
  });

  test.each([
    ['America/New_York', '2026-03-08T01:59:59'],
    ['America/New_York', '2026-03-08T03:00'],
    ['America/New_York', '2026-11-01T01:30'],
    ['UTC', '2026-03-08T02:30'],
  ])('in %s is not %s', (tz, wall) => {
    expect(gapAround(tz, at(wall))).toBeUndefined();
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

import { moment } from '../../../core/schedule/moment.ts';

const NEW_YEAR = Date.UTC(2026, 0, 1);

describe('a moment', () => {
  test.each([
    [NEW_YEAR, NEW_YEAR],
    [NEW_YEAR + 0.7, NEW_YEAR],
    ['2026-01-01', NEW_YEAR],
    ['2026-01-01T00:00', NEW_YEAR],
    ['2026-01-01T00:00Z', NEW_YEAR],
    ['2026-01-01T00:00:00', NEW_YEAR],
    ['2026-01-01T00:00:00Z', NEW_YEAR],
    ['2026-01-01T00:00:00.000Z', NEW_YEAR],
    ['2026-01-01T00:00:00.678', NEW_YEAR + 678],
    ['2026-01-01T05:30:00+05:30', NEW_YEAR],
    ['2025-12-31T19:00-05:00', NEW_YEAR],
    [100_000_000_000, 100_000_000_000],
    ['1973-03-03T09:46:40Z', 100_000_000_000],
    [253_402_300_799_999, 253_402_300_799_999],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%j is read, in UTC where it names no offset', (value, time) => {
    expect(moment.parse(value)).toBe(time);
  });

  test.each([
    [1_767_225_600, /1767225600 looks like seconds; Unix time in ms is expected/],
    [0, /looks like seconds/],
    [-1, /looks like seconds/],
    [99_999_999_999, /looks like seconds/],
    [253_402_300_800_000, /at most 253402300799999 \(the end of the year 9999\)/],
    ['1973-03-03T09:46:39.999Z', /^"1973-03-03T09:46:39.999Z" is out of range/],
    [`1970-01-01T00:00:00.${'0'.repeat(60)}Z`, /^a text of more than 60 characters is out of range/],
    ['1970-01-01', /out of range \(from 1973-03-03T09:46:40Z to 9999\)/],
    ['9999-12-31T23:59:59-12:00', /out of range/],
    ['2026-02-30', /expected Unix ms or an ISO 8601 date and time, got "2026-02-30"/],
    ['2026-01-01T24:00:00Z', /expected Unix ms or an ISO 8601/],
    ['+010000-01-01T00:00:00Z', /expected Unix ms or an ISO 8601/],
    ['Jan 1 2026', /expected Unix ms or an ISO 8601/],
    ['1767225600000', /expected Unix ms or an ISO 8601/],
    ['x'.repeat(60), /, got "x{60}"$/],
    ['x'.repeat(61), /, got a text of more than 60 characters$/],
    ['tomorrow', /expected Unix ms or an ISO 8601/],
    ['', /expected Unix ms or an ISO 8601/],
  ])('%j is refused, saying why', (value, message) => {
    expect(moment.safeParse(value).error?.issues.map((issue) => issue.message)).toEqual([
      expect.stringMatching(message),
    ]);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, true, null, {}, [NEW_YEAR]])('%p is none', (value) => {
    expect(moment.safeParse(value).success).toBe(false);
  });
});

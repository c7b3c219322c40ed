import { DAY } from '../../core/time/units.ts';
import { count, FULL } from './counts.ts';
import { cronsNaming, expected, scheduled, secondsAround, walk, wallsAround } from './daylight-saving.ts';
import { historyOf, instantMeant, instantsShowing, YEARS, ZONES, type ZoneHistory } from './zone-history.ts';

/** Half-hour and two-hour changes, changes at midnight and before it, at a quarter to three, around Ramadan, twice a year. */
const ODD = [
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Pacific/Chatham',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Scoresbysund',
  'America/Santiago',
  'America/New_York',
];
const nuuk = ZONES.find((zone) => /Nuuk|Godthab/.test(zone)) ?? 'America/Nuuk';
/** Every 40th zone besides, the same ones in every run. */
const SAMPLE = [...new Set([...ODD, nuuk, ...ZONES.filter((_, i) => i % 40 === 7)])];
const MARGIN = 400 * DAY;
const SECTION = 'Daylight saving 2024-2030, against an oracle of Intl offsets';

/** One zone's history with room on both sides, and the transitions that are looked at. */
function zonesUnderTest(): { history: ZoneHistory; transitions: ZoneHistory['transitions'] }[] {
  return (FULL ? ZONES : SAMPLE).map((zone) => {
    const history = historyOf(zone, YEARS.from - MARGIN, YEARS.to + MARGIN);
    const inside = history.transitions.filter(({ at }) => at >= YEARS.from && at < YEARS.to);
    return { history, transitions: FULL ? inside : inside.slice(4, 6) };
  });
}

const zones = zonesUnderTest();
const text = (time: number | null | undefined) => (time == null ? 'none' : new Date(time).toISOString());

/** Every way in which the scheduler differs from what is expected; short where they agree. */
function difference(label: string, got: readonly (number | null)[], wanted: readonly number[]): string[] {
  const agree = got.length === wanted.length && got.every((time, i) => time === wanted[i]);
  return agree ? [] : [`${label}: ${got.map(text).join(' ')} instead of ${wanted.map(text).join(' ')}`];
}

test('the oracle knows the transitions that are published', () => {
  const moves = (zone: string, from: string, to: string) =>
    historyOf(zone, Date.parse(from), Date.parse(to)).transitions.map(({ at, before, after }) => [
      text(at),
      before / 60_000,
      after / 60_000,
    ]);
  expect(moves('America/New_York', '2026-01-01', '2027-01-01')).toEqual([
    ['2026-03-08T07:00:00.000Z', -300, -240],
    ['2026-11-01T06:00:00.000Z', -240, -300],
  ]);
  expect(moves('Australia/Lord_Howe', '2026-01-01', '2027-01-01')).toEqual([
    ['2026-04-04T15:00:00.000Z', 660, 630],
    ['2026-10-03T15:30:00.000Z', 630, 660],
  ]);
  expect(moves('Pacific/Apia', '2011-12-01', '2012-01-01')).toEqual([
    ['2011-12-30T10:00:00.000Z', -600, 840],
  ]);
  expect(moves('Asia/Tokyo', '2024-01-01', '2031-01-01')).toEqual([]);
  const apia = historyOf('Pacific/Apia', Date.parse('2011-12-01'), Date.parse('2012-01-01'));
  expect(instantsShowing(apia, Date.parse('2011-12-30T12:00Z'))).toEqual([]);
  expect(text(instantMeant(apia, Date.parse('2011-12-30T12:00Z')))).toBe('2011-12-30T10:00:00.000Z');
});

test('a local time in or around every gap and overlap runs at the first instant after the gap, at the first of the overlap, never twice and never not', () => {
  const wrong: string[] = [];
  let [checks, gaps, overlaps] = [0, 0, 0];
  for (const { history, transitions } of zones) {
    for (const transition of transitions) {
      if (transition.before < transition.after) gaps += 1;
      else overlaps += 1;
      for (const wall of wallsAround(transition)) {
        for (const { expression, days, reach } of cronsNaming(wall)) {
          const wanted = expected(history, wall, days, reach);
          const got = scheduled(expression, history.zone, wanted[0] ?? 0, wanted.length);
          wrong.push(...difference(`${expression} in ${history.zone}`, got, wanted));
          checks += wanted.length;
        }
      }
    }
  }
  count(SECTION, 'zones of the running ICU', zones.length);
  count(SECTION, 'transitions: gaps', gaps);
  count(SECTION, 'transitions: overlaps', overlaps);
  count(SECTION, 'occurrences compared around them, five kinds of cron', checks);
  expect(wrong).toEqual([]);
  expect(gaps * overlaps).toBeGreaterThan(0);
});

test('a local time with seconds runs on its second on each side of every gap and overlap', () => {
  const wrong: string[] = [];
  let checks = 0;
  for (const { history, transitions } of zones) {
    for (const wall of transitions.flatMap(secondsAround)) {
      const date = new Date(wall);
      const expression = `${date.getUTCSeconds()} ${date.getUTCMinutes()} ${date.getUTCHours()} * * *`;
      const wanted = expected(history, wall, () => true, 2);
      const got = scheduled(expression, history.zone, wanted[0] ?? 0, wanted.length);
      wrong.push(...difference(`${expression} in ${history.zone}`, got, wanted));
      checks += wanted.length;
    }
  }
  count(SECTION, 'occurrences compared around them, six fields', checks);
  expect(wrong).toEqual([]);
});

test('a daily time inside the first gap of each zone runs on every day of the years, once', () => {
  const { from, to } = FULL ? YEARS : { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) };
  const wrong: string[] = [];
  let days = 0;
  for (const { history, transitions } of zones) {
    const { at, before } = transitions.find((one) => one.before < one.after) ?? { at: 0, before: 0 };
    const local = new Date(at + before);
    const expression = `${local.getUTCMinutes() + 1} ${local.getUTCHours()} * * *`;
    const time = (local.getTime() % DAY) + 60_000;
    const dates = Array.from({ length: (to - from) / DAY + 2 }, (_, i) => from + (i - 1) * DAY + time);
    const wanted = dates
      .flatMap((wall) => instantMeant(history, wall) ?? [])
      .filter((instant) => instant >= from && instant < to);
    const got = [...walk(expression, history.zone, from, to)];
    if (got.join() !== wanted.join()) wrong.push(`${expression} in ${history.zone}`);
    days += got.length;
  }
  count(SECTION, 'days of a daily time walked from end to end', days);
  expect(wrong).toEqual([]);
});

test.each([
  ['0 12 * * *', ['2011-12-29T22:00', '2011-12-30T10:00', '2011-12-30T22:00']],
  ['0 0 * * *', ['2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00']],
  ['0 12 * * FRI', ['2011-12-23T22:00', '2011-12-30T10:00', '2012-01-05T22:00']],
  ['0 0 12 30 12 * 2011', ['2011-12-30T10:00']],
])('of the day that Samoa left out, "%s" is made up for at its end', (expression, times) => {
  const first = Date.parse(`${times[0]}Z`);
  const got = scheduled(expression, 'Pacific/Apia', first, times.length);
  expect(got.map(text)).toEqual(times.map((time) => `${time}:00.000Z`));
});

import { transitions } from '../../core/schedule/transitions.ts';
import { count, FULL } from './counts.ts';
import { historyOf, ZONES } from './zone-history.ts';

/** The clocks that are moved and back soonest, in years around 2040 and 2072 (Ramadan), and in 2000. */
const SOONEST = ['Asia/Gaza', 'Asia/Hebron', 'Africa/Casablanca', 'America/Noronha'];
const YEARS = { from: FULL ? 2020 : 2035, to: FULL ? 2101 : 2090 };

test('every change of a clock that the tz data have is known, though they are asked once in five days only', () => {
  const [from, to] = [Date.UTC(YEARS.from, 0, 1), Date.UTC(YEARS.to, 0, 1)];
  const zones = FULL ? ZONES : SOONEST;
  let [changes, soonest] = [0, Number.POSITIVE_INFINITY];
  for (const zone of zones) {
    const wanted = historyOf(zone, from, to).transitions;
    expect([zone, transitions(zone, from, to - 1)]).toEqual([zone, wanted]);
    changes += wanted.length;
    for (const [i, { at }] of wanted.entries()) soonest = Math.min(soonest, at - (wanted[i - 1]?.at ?? -at));
  }
  // Nearer ones would call for asking more often (core/schedule/transitions).
  expect(soonest / 86_400_000).toBeGreaterThan(6);
  count('Changes of clocks', 'zones', zones.length);
  count('Changes of clocks', `changes ${YEARS.from}-${YEARS.to - 1}`, changes);
});

test('clocks of the past that went back after a week are known too', () => {
  const october = [Date.UTC(2000, 9, 1), Date.UTC(2000, 10, 1)] as const;
  const found = transitions('America/Noronha', ...october).map(({ at, before, after }) => [
    new Date(at).toISOString(),
    before / 3_600_000,
    after / 3_600_000,
  ]);
  expect(found).toEqual([
    ['2000-10-08T02:00:00.000Z', -2, -1],
    ['2000-10-15T01:00:00.000Z', -1, -2],
  ]);
});

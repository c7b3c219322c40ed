import { transitions } from '../../core/schedule/transitions.ts';
import { count, FULL } from './counts.ts';
import { historyOf, ZONES } from './zone-history.ts';

/** The clocks that are moved and back soonest, in years around 2040 and 2072 (Ramadan), and in 2000. */
const SOONEST = ['Asia/Gaza', 'Asia/Hebron', 'Africa/Casablanca', 'America/Noronha'];
const WINDOWS = [
  { zones: SOONEST, from: FULL ? 2035 : 2039, to: FULL ? 2090 : 2056 },
  ...(FULL ? [{ zones: ZONES, from: 2020, to: 2046 }] : []),
];

test.each(WINDOWS)(
  'every change of a clock from $from to $to is known, though the tz data are asked once in five days only',
  (window) => {
    const [from, to] = [Date.UTC(window.from, 0, 1), Date.UTC(window.to, 0, 1)];
    let [changes, soonest] = [0, Number.POSITIVE_INFINITY];
    for (const zone of window.zones) {
      const wanted = historyOf(zone, from, to).transitions;
      expect([zone, transitions(zone, from, to - 1)]).toEqual([zone, wanted]);
      changes += wanted.length;
      for (const [i, { at }] of wanted.entries())
        soonest = Math.min(soonest, at - (wanted[i - 1]?.at ?? -at));
    }
    // Nearer ones would call for asking more often (core/schedule/transitions).
    expect(soonest / 86_400_000).toBeGreaterThan(6);
    count('Changes of clocks', `zones ${window.from}-${window.to - 1}`, window.zones.length);
    count('Changes of clocks', `changes ${window.from}-${window.to - 1}`, changes);
  },
);

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

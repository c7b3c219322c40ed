import fc from 'fast-check';
import { nextCron } from '../../core/schedule/cron.ts';
import { DAY, HOUR, MINUTE } from '../../core/time/units.ts';
import { anyCron, anyCronOfSeconds } from './any-cron.ts';
import { count, FULL } from './counts.ts';
import { readCron } from './cron-reader.ts';
import { scanForCron, type Window } from './scan.ts';
import { historyOf, YEARS, ZONES, type ZoneHistory } from './zone-history.ts';

const SECTION = 'Properties of the next occurrence';
const RUNS = Number(process.env['VERIFY_RUNS'] ?? (FULL ? 2000 : 100));
const options = { numRuns: RUNS, seed: 20260308 };

const histories = new Map<string, ZoneHistory>();
function history(zone: string): ZoneHistory {
  const known = histories.get(zone) ?? historyOf(zone, YEARS.from - 30 * DAY, YEARS.to + 30 * DAY);
  histories.set(zone, known);
  return known;
}

const anyZone = fc.oneof(
  fc.constantFrom(...ZONES),
  fc.constantFrom(
    'Australia/Lord_Howe',
    'Antarctica/Troll',
    'Africa/Casablanca',
    'America/Nuuk',
    'Africa/Cairo',
  ),
);
/** A zone and a moment: half of them within a day of a transition where the zone has any. */
const anyPlace = fc
  .tuple(anyZone, fc.boolean(), fc.nat(), fc.integer({ min: -1500, max: 1500 }))
  .map(([zone, isNear, random, minutes]) => {
    const { transitions } = history(zone);
    const near = isNear ? transitions[random % Math.max(1, transitions.length)]?.at : undefined;
    const anywhere = YEARS.from + (random % ((YEARS.to - YEARS.from) / MINUTE)) * MINUTE;
    return { zone, time: (near ?? anywhere) + minutes * MINUTE };
  });

function walk(expression: string, zone: string, { from, to }: Window): number[] {
  const found: number[] = [];
  for (let time = nextCron(expression, zone, from - 1); time !== null && time <= to; ) {
    found.push(time);
    time = nextCron(expression, zone, time);
  }
  return found;
}

test('the next occurrence is strictly later, and the one after it later still', () => {
  fc.assert(
    fc.property(fc.oneof(anyCron, anyCronOfSeconds), anyPlace, fc.nat(999), (expression, place, ms) => {
      let time: number | null = place.time + ms;
      for (let i = 0; i < 5 && time !== null; i += 1) {
        const next = nextCron(expression, place.zone, time);
        if (next !== null) expect(next).toBeGreaterThan(time);
        time = next;
      }
    }),
    options,
  );
  count(SECTION, 'strictly increasing: cases', RUNS);
});

test('the next occurrence is the same from wherever before it one asks, and is its own first', () => {
  fc.assert(
    fc.property(anyCron, anyPlace, fc.double({ min: 0, max: 1, noNaN: true }), (expression, place, part) => {
      const next = nextCron(expression, place.zone, place.time);
      if (next === null) return;
      const between = Math.floor(place.time + (next - 1 - place.time) * part);
      expect(nextCron(expression, place.zone, between)).toBe(next);
      expect(nextCron(expression, place.zone, next - 1)).toBe(next);
    }),
    options,
  );
  count(SECTION, 'idempotent: cases', RUNS);
});

test('the occurrences are those that asking every minute of three days finds', () => {
  let minutes = 0;
  fc.assert(
    fc.property(anyCron, anyPlace, (expression, { zone, time }) => {
      const window = { from: time - 1.5 * DAY, to: time + 1.5 * DAY, step: MINUTE };
      const found = scanForCron(readCron(expression), history(zone), window);
      // Some name most minutes; a part of them says as much and takes less time.
      const to = found[200] ?? window.to;
      expect({ expression, zone, found: walk(expression, zone, { ...window, to }) }).toEqual({
        expression,
        zone,
        found: found.slice(0, 201),
      });
      minutes += (to - window.from) / MINUTE;
    }),
    options,
  );
  count(SECTION, 'agrees with a scan of every minute: cases', RUNS);
  count(SECTION, 'agrees with a scan of every minute: minutes', Math.round(minutes));
});

test('the occurrences are those that asking every second of three hours finds', () => {
  let seconds = 0;
  fc.assert(
    fc.property(anyCronOfSeconds, anyPlace, (expression, { zone, time }) => {
      const window = { from: time - 1.5 * HOUR, to: time + 1.5 * HOUR, step: 1000 };
      const found = scanForCron(readCron(expression), history(zone), window);
      const to = found[100] ?? window.to;
      expect({ expression, zone, found: walk(expression, zone, { ...window, to }) }).toEqual({
        expression,
        zone,
        found: found.slice(0, 101),
      });
      seconds += (to - window.from) / 1000;
    }),
    options,
  );
  count(SECTION, 'agrees with a scan of every second: cases', RUNS);
  count(SECTION, 'agrees with a scan of every second: seconds', Math.round(seconds));
});

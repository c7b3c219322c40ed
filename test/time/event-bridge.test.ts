import fc from 'fast-check';
import { firesNatively, tickOf } from '../../core/schedule/tick.ts';
import { DAY, MINUTE } from '../../core/time/units.ts';
import { nextFire } from '../../local/scheduler/next-fire.ts';
import { cron } from '../core/schedule/tables.ts';
import { anyCron } from './any-cron.ts';
import { count, FULL } from './counts.ts';
import { readCron } from './cron-reader.ts';
import { walk } from './daylight-saving.ts';
import { scanForEventBridge } from './event-bridge-reader.ts';
import { scanForCron, type Window } from './scan.ts';
import { historyOf, isRepeated, YEARS, ZONES, type ZoneHistory } from './zone-history.ts';

/** With the precision that has EventBridge bring every run. */
const BY_MINUTE = { precision: 'minute' } as const;

const SECTION = 'EventBridge translations, against the minutes of their crons';
const RUNS = Number(process.env['VERIFY_RUNS'] ?? (FULL ? 1000 : 60));

/** The crons of Ductape's pages, and those that take several expressions, `L`, `W`, `#` or names. */
const CRONS = [
  ...[
    '0 9 * * *',
    '0 * * * *',
    '30 4 * * *',
    '0 0 * * 0',
    '*/5 * * * *',
    '30 * * * *',
    '0 */2 * * *',
    '0 */6 * * *',
  ],
  ...[
    '0 9,18 * * *',
    '0 9 * * 1-5',
    '0 12 * * 0,6',
    '0 10 15 * *',
    '0 23 L * *',
    '0 9 * * 1#1',
    '0 0 15W * *',
  ],
  ...['0 0 1 1,4,7,10 *', '*/30 9-17 * * 1-5', '0 0-6 * * *', '0 0 1,15 * *', '30 2 * * *', '30 1 * * *'],
  ...[
    '*/20 2 * * *',
    '15 * * * *',
    '0 12 1 * MON',
    '0 12 L,1W,10 * *',
    '0 12 * * MON,TUE#2,FRI#L',
    '30 23 * * SAT',
  ],
];
const DIFFICULT = [
  'America/New_York',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Africa/Casablanca',
  'America/Nuuk',
];

const histories = new Map<string, ZoneHistory>();
function history(zone: string): ZoneHistory {
  const known = histories.get(zone) ?? historyOf(zone, YEARS.from - 30 * DAY, YEARS.to + 30 * DAY);
  histories.set(zone, known);
  return known;
}

/** What the two do in a window, and the only reasons for which they may differ. */
function compare(expression: string, zone: string, window: Window, ours: readonly number[]) {
  const tick = tickOf(cron(expression, { tz: zone, ...BY_MINUTE }));
  const theirs = scanForEventBridge(tick.expressions, history(zone), window);
  const [cronFires, eventBridgeFires] = [new Set(ours), new Set(theirs)];
  const ends = new Set(history(zone).transitions.map(({ at, before, after }) => (after > before ? at : 0)));
  return {
    /** EventBridge fires where the cron does not: nowhere. */
    surplus: theirs.filter((time) => !cronFires.has(time)),
    /** The cron fires where EventBridge does not, though neither a gap ended then nor was a local time shown again. */
    unexplained: ours.filter(
      (time) => !eventBridgeFires.has(time) && !ends.has(time) && !isRepeated(history(zone), time),
    ),
    missing: ours.filter((time) => !eventBridgeFires.has(time)),
    fires: theirs,
  };
}

const isSayable = (expression: string) => tickOf(cron(expression, BY_MINUTE)).native;

test('the expressions fire on exactly the minutes of their cron over years, but for ends of gaps and times shown again', () => {
  const zones = FULL ? ZONES : ['UTC', ...DIFFICULT];
  const from = FULL ? YEARS.from : Date.UTC(2026, 0, 1);
  const wrong: string[] = [];
  let [minutes, missing] = [0, 0];
  zones.forEach((zone, i) => {
    const to = FULL ? YEARS.to : Date.UTC(2027, 0, 1);
    // Each zone with one of the crons, the difficult ones with all: every cron meets a dozen zones and more.
    const crons = DIFFICULT.includes(zone) ? CRONS : [CRONS[i % CRONS.length] ?? ''];
    for (const expression of FULL ? crons : crons.filter((_, j) => j % 7 === i % 7)) {
      const window = { from, to: to - MINUTE, step: MINUTE };
      const ours = scanForCron(readCron(expression), history(zone), window);
      const result = compare(expression, zone, window, ours);
      if (result.surplus.length + result.unexplained.length > 0) wrong.push(`${expression} in ${zone}`);
      missing += result.missing.length;
      minutes += ((to - from) / MINUTE) * tickOf(cron(expression, BY_MINUTE)).expressions.length;
    }
  });
  count(SECTION, 'expression-minutes compared with the documented semantics', minutes);
  count(SECTION, 'of these, occurrences at clock changes that need a timer', missing);
  expect(wrong).toEqual([]);
  expect(missing).toBeGreaterThan(0);
});

const anyPlace = fc.tuple(
  fc.constantFrom(...ZONES, ...DIFFICULT),
  fc.nat(),
  fc.integer({ min: -2000, max: 2000 }),
);

test('whatever the cron and the clock change, EventBridge fires at a part of its minutes, and the scheduler knows which', () => {
  let [cases, minutes] = [0, 0];
  fc.assert(
    fc.property(anyCron.filter(isSayable), anyPlace, (expression, [zone, random, shift]) => {
      const { transitions } = history(zone);
      const middle =
        transitions[random % Math.max(1, transitions.length)]?.at ?? YEARS.from + (random % 2000) * DAY;
      const from = middle + shift * MINUTE - DAY;
      const table = cron(expression, { tz: zone, ...BY_MINUTE });
      const ours = [...walk(expression, zone, from, from + 2 * DAY)].slice(0, 60);
      const to = ours.length < 60 ? from + 2 * DAY - MINUTE : (ours.at(-1) ?? from);
      const { surplus, unexplained, fires } = compare(expression, zone, { from, to, step: MINUTE }, ours);
      expect({ expression, zone, surplus, unexplained }).toEqual({
        expression,
        zone,
        surplus: [],
        unexplained: [],
      });
      expect(ours.filter((time) => firesNatively(table, time))).toEqual(fires);
      cases += 1;
      minutes += (to - from) / MINUTE;
    }),
    { numRuns: RUNS, seed: 20261101 },
  );
  count(SECTION, 'any cron around any clock change: cases', cases);
  count(SECTION, 'any cron around any clock change: minutes', Math.round(minutes));
});

test('the embedded scheduler fires at the minutes that the documented semantics give', () => {
  let fired = 0;
  fc.assert(
    fc.property(anyCron.filter(isSayable), anyPlace, (expression, [zone, random, shift]) => {
      const { transitions } = history(zone);
      const middle =
        transitions[random % Math.max(1, transitions.length)]?.at ?? YEARS.from + (random % 2000) * DAY;
      const from = middle + shift * MINUTE - DAY;
      for (const one of tickOf(cron(expression, BY_MINUTE)).expressions) {
        const window = { from, to: from + 2 * DAY, step: MINUTE };
        const wanted = scanForEventBridge([one], history(zone), window).slice(0, 60);
        const got: number[] = [];
        for (let time: number | null = from - 1; got.length < wanted.length && time !== null; ) {
          time = nextFire({ expression: one, zone, anchor: 0 }, time);
          if (time !== null) got.push(time);
        }
        expect({ one, zone, got }).toEqual({ one, zone, got: wanted });
        fired += got.length;
      }
    }),
    { numRuns: RUNS, seed: 20260404 },
  );
  count(SECTION, 'firings of the embedded scheduler compared', fired);
});

/** What the translation does inside a transition, case by case (docs/eventbridge-scheduler-fidelity.md). */
test.each([
  ['a gap: skipped by EventBridge, at its end by us', '30 2 * * *', '2026-03-08T00:00', [], ['07:00']],
  [
    'a gap: the wildcard continues for both',
    '*/30 * * * *',
    '2026-03-08T06:00',
    ['06:00', '06:30', '07:00'],
    [],
  ],
  ['an overlap: once for both, before the shift', '30 1 * * *', '2026-11-01T00:00', ['05:30'], []],
  [
    'an overlap: the wildcard is silent for an hour in EventBridge only',
    '0 * * * *',
    '2026-11-01T05:00',
    ['05:00', '07:00'],
    ['06:00'],
  ],
])('in %s', (_what, expression, start, both, oursOnly) => {
  const from = Date.parse(`${start}Z`);
  const window = {
    from,
    to: Math.max(from + 61 * MINUTE, Date.parse(`${start.slice(0, 10)}T07:29Z`)),
    step: MINUTE,
  };
  const ours = [...walk(expression, 'America/New_York', from, window.to)];
  const { fires, missing } = compare(expression, 'America/New_York', window, ours);
  const hours = (times: readonly number[]) => times.map((time) => new Date(time).toISOString().slice(11, 16));
  expect([hours(fires), hours(missing)]).toEqual([both, oursOnly]);
});

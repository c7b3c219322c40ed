import { jest } from '@jest/globals';
import { HOUR } from '../../../core/time/units.ts';
import { Pace } from '../../../local/clock/pace.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { until } from '../../until.ts';

let saved: number[];
let clock: VirtualClock;
let pace: Pace;

beforeEach(() => {
  saved = [];
  clock = new VirtualClock(0, (offset) => void saved.push(offset));
});

afterEach(async () => {
  await pace.stop();
  clock.stop();
});

function start(speed: number, isWaiting = () => false): number {
  pace = new Pace({ clock, speed, isWaiting });
  return clock.now();
}

/** Resolves when the pace has looked at the clock a few times more, each of which could have moved it. */
async function looksPass(): Promise<void> {
  const looks = jest.spyOn(clock, 'activity').mockClear();
  await until('the pace to look at its clock', () => looks.mock.calls.length >= 5);
}

/** Work that begins in `ms` of the clock and lasts for some looks of the pace; notes when it began and ended. */
function workIn(ms: number, notes: string[], name: string): void {
  clock.after(ms, () => {
    const over = clock.begin();
    notes.push(`${name} begins in hour ${Math.floor((clock.now() - begun) / HOUR)}`);
    void looksPass().then(() => {
      notes.push(`${name} ends in hour ${Math.floor((clock.now() - begun) / HOUR)}`);
      over();
    });
  });
}
let begun: number;

test('an advance lets what begins at a due moment end before it continues to the next', async () => {
  begun = start(1);
  const notes: string[] = [];
  workIn(20 * HOUR, notes, 'second');
  workIn(3 * HOUR, notes, 'first');
  await pace.advanceTo(begun + 24 * HOUR);
  expect(notes).toEqual([
    'first begins in hour 3',
    'first ends in hour 3',
    'second begins in hour 20',
    'second ends in hour 20',
  ]);
  expect(clock.now()).toBeGreaterThanOrEqual(begun + 24 * HOUR);
  expect(pace.goal).toBeUndefined();
});

test('what work at the goal itself does is awaited too', async () => {
  begun = start(1);
  const notes: string[] = [];
  workIn(24 * HOUR, notes, 'last');
  await pace.advanceTo(begun + 24 * HOUR);
  expect(notes).toContain('last ends in hour 24');
});

test('at speed 3600 an hour passes soon while everything waits, and none while there is work', async () => {
  const over = clock.begin();
  begun = start(3600);
  await looksPass();
  expect(clock.offset()).toBe(0);
  over();
  await until('an hour to pass', () => clock.now() - begun > HOUR);
});

test('a message that a function will take holds the clock', async () => {
  let waiting = true;
  begun = start(1, () => waiting);
  const arrived = pace.advanceTo(begun + HOUR);
  await looksPass();
  expect(clock.offset()).toBe(0);
  waiting = false;
  await arrived;
  expect(clock.now()).toBeGreaterThanOrEqual(begun + HOUR);
});

test('an offset is saved before any function works by it, and at the end', async () => {
  begun = start(1);
  let savedThen: number[] = [];
  clock.after(HOUR, () => {
    const over = clock.begin();
    savedThen = [...saved];
    over();
  });
  await pace.advanceTo(begun + 2 * HOUR);
  expect(savedThen).toHaveLength(1);
  expect(savedThen[0]).toBeGreaterThanOrEqual(HOUR - 1000);
  clock.stop();
  expect(saved.at(-1)).toBe(clock.offset());
});

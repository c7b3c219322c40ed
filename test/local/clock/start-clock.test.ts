import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { HOUR } from '../../../core/time/units.ts';
import { ClockBackwardsError, type ClockOptions, startClock } from '../../../local/clock/start-clock.ts';

const MACHINE = Date.UTC(2026, 10, 29);
const iso = (time: number) => new Date(time).toISOString();

let directory: string;

beforeEach(async () => {
  jest.useFakeTimers({ now: MACHINE, doNotFake: ['nextTick', 'setImmediate'] });
  directory = await mkdtemp(join(tmpdir(), 'clock-'));
});
afterEach(async () => {
  jest.useRealTimers();
  await rm(directory, { recursive: true, force: true });
});

async function start(options?: ClockOptions) {
  const time = await startClock(directory, options, (message) => {
    throw new Error(message);
  });
  time.begin();
  return time;
}
const written = async () => JSON.parse(await readFile(join(directory, 'clock.json'), 'utf8'));

/** Starts, lets so much time pass by the clock, which is moved by what the machine's does not go, and ends. */
async function ran(options: ClockOptions | undefined, ms: number): Promise<void> {
  const time = await start(options);
  if (time.movable) time.movable.clock.move(ms);
  else jest.setSystemTime(Date.now() + ms);
  await time.stop();
}

describe('the clock of an embedded cloud', () => {
  test.each<[string, ClockOptions | undefined, ClockOptions | undefined, number]>([
    ["the machine's, and then the past", undefined, { at: MACHINE - HOUR }, MACHINE - HOUR],
    [
      "the machine's, and then a moment before the last",
      undefined,
      { at: MACHINE + HOUR - 1 },
      MACHINE + HOUR - 1,
    ],
    [
      'a future one, and then one before it',
      { at: MACHINE + 24 * HOUR },
      { at: MACHINE + 24 * HOUR },
      MACHINE + 24 * HOUR,
    ],
    ["a future one, and then the machine's", { at: MACHINE + 24 * HOUR }, undefined, MACHINE],
    ["one that was moved, and then the machine's", { speed: 60 }, undefined, MACHINE],
    [
      'a past one, and then one before it',
      { at: MACHINE - 24 * HOUR },
      { at: MACHINE - 24 * HOUR },
      MACHINE - 24 * HOUR,
    ],
  ])(
    'does not go back (%s): the start names the moment and the ways out, and writes nothing',
    async (_what, first, second, wanted) => {
      await ran(first, HOUR);
      const before = await written();
      const refused = start(second);
      await expect(refused).rejects.toThrow(ClockBackwardsError);
      await expect(refused).rejects.toThrow(`${directory} has seen ${iso(before.last)} already`);
      await expect(refused).rejects.toThrow(`back to ${iso(wanted)}`);
      await expect(refused).rejects.toThrow(
        `start with --at ${iso(before.last)} or later, or with another --data`,
      );
      expect(await written()).toEqual(before);
    },
  );

  test.each<[string, ClockOptions | undefined]>([
    ["the machine's", undefined],
    ['one that can be moved', { speed: 1 }],
  ])("does not go back where the machine's did: %s", async (_what, options) => {
    await ran(options, HOUR);
    jest.setSystemTime(MACHINE - 2 * HOUR);
    await expect(start(options)).rejects.toThrow('has seen');
  });

  test('leaves the data as they were where a start fails before it begins', async () => {
    const { stop } = await startClock(directory, undefined, () => undefined);
    await stop();
    await expect(written()).rejects.toThrow('ENOENT');
    await ran({ at: MACHINE - 24 * HOUR }, 0);
    expect((await written()).last).toBe(MACHINE - 24 * HOUR);
  });

  test('begins at the very moment that a refusal names', async () => {
    await ran({ at: MACHINE + 24 * HOUR }, HOUR);
    const { last } = await written();
    const { movable, stop } = await start({ at: last });
    expect(movable?.clock.now()).toBe(last);
    await stop();
  });

  test('continues as far ahead as it was with a speed alone, also while it is off', async () => {
    await ran({ at: MACHINE + 24 * HOUR }, HOUR);
    jest.setSystemTime(MACHINE + 5 * HOUR);
    const { movable, stop } = await start({ speed: 1 });
    expect(movable?.clock.now()).toBe(MACHINE + 30 * HOUR);
    await stop();
  });

  test("is the machine's again, which cannot be moved, once that is past what the data has seen", async () => {
    await ran({ at: MACHINE - 24 * HOUR }, HOUR);
    const { movable, stop } = await start();
    expect(movable).toBeUndefined();
    await stop();
    expect(await written()).toEqual({ offset: 0, last: MACHINE });
  });

  test.each<[string, ClockOptions | undefined]>([
    ["the machine's", undefined],
    ['one that can be moved', { at: MACHINE + HOUR }],
  ])(
    'is noted every ten seconds, as a process that is killed cannot do so at its end: %s',
    async (_what, options) => {
      const { stop } = await start(options);
      const { last } = await written();
      await jest.advanceTimersByTimeAsync(35_000);
      expect((await written()).last).toBe(last + 30_000);
      await stop();
      expect((await written()).last).toBe(last + 35_000);
      await jest.advanceTimersByTimeAsync(60_000);
      expect((await written()).last).toBe(last + 35_000);
    },
  );

  test('continues when it cannot be noted, and says so', async () => {
    const said: string[] = [];
    const { begin, stop } = await startClock(directory, undefined, (message) => said.push(message));
    begin();
    await rm(directory, { recursive: true });
    await writeFile(directory, '');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(said).toEqual([expect.stringContaining('the time could not be noted')]);
    await expect(stop()).rejects.toThrow();
  });
});

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from '../../core/ports/clock.ts';

/** The machine's clock. A timer may fire a little early, so sleeping goes on until the time has come. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleepUntil: async (time) => {
    for (let left = time - Date.now(); left > 0; left = time - Date.now()) await sleep(left);
  },
};

/** Unguessable chance, as job ids are made of it; Node draws it from a store, where `randomBytes` asks the system each time. */
export const systemRandom: Random = () => randomInt(STEPS) / STEPS;
const STEPS = 2 ** 32;

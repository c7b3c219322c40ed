import { randomInt } from 'node:crypto';
import type { Clock, Random } from '../../core/time/clock.ts';
import { CheckedClock } from './checked-clock.ts';

/** The machine's clock as it is: nothing teaches it better. */
export const systemClock: Clock = new CheckedClock();

/** Unguessable chance, as job ids are made of it; Node draws it from a store, where `randomBytes` asks the system each time. */
export const systemRandom: Random = () => randomInt(STEPS) / STEPS;
const STEPS = 2 ** 32;

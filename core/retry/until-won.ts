import { NoCapacity } from '../errors/run-error.ts';

/** Others win a conditional write seldom; this often in a row there is no room beside them. */
const TRIES = 12;

/**
 * Makes a conditional write, again on what stands then while other processes win it.
 * @param attempt reads, decides and writes; undefined when the write was lost; it is told how many were
 * @throws NoCapacity naming what it is about, when `tries` writes in a row were lost
 */
export async function untilWon<T>(
  what: string,
  attempt: (lost: number) => Promise<{ won: T } | undefined>,
  tries = TRIES,
): Promise<T> {
  for (let lost = 0; lost < tries; lost += 1) {
    const result = await attempt(lost);
    if (result) return result.won;
  }
  throw new NoCapacity(`${what} was changed by others ${tries} times in a row`);
}

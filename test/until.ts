import { setTimeout as pause } from 'node:timers/promises';

/** Between two looks, ms, at most: what looks through an API costs the machine something. */
const PAUSE_MAX = 50;

/**
 * Looks again and again until `found` gives something other than undefined, null or false, and gives that.
 * @throws Error that says what was waited for, when it did not come within `withinMs`
 */
export async function until<T>(
  what: string,
  found: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + withinMs;
  for (let ms = 1; ; ms = Math.min(PAUSE_MAX, 2 * ms)) {
    const value = await found();
    if (isThere(value)) return value;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${what}`);
    await pause(ms);
  }
}

/**
 * Does `work` again and again until it is not refused, and gives what it gives.
 * @throws Error that says what was waited for, with the last refusal as its cause, when none was granted within `withinMs`
 */
export async function untilDone<T>(what: string, work: () => Promise<T>, withinMs = 10_000): Promise<T> {
  let refusal: unknown;
  const attempt = () =>
    work().then(
      (value) => ({ value }),
      (error: unknown) => {
        refusal = error;
        return undefined;
      },
    );
  const { value } = await until(what, attempt, withinMs).catch((error: Error) => {
    throw new Error(error.message, { cause: refusal });
  });
  return value;
}

function isThere<T>(value: T): value is Exclude<T, undefined | null | false> {
  return value !== undefined && value !== null && value !== false;
}

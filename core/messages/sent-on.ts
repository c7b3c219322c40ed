import type { Random } from '../time/clock.ts';

/** The longest that a message sent on for lack of capacity waits, and the most of the first time, s; it doubles in between. */
const DELAY_S = { first: 2, longest: 60 };

/** How often a message was sent on in place of being returned; 0 for one that never was. */
export function timesSentOn(body: string): number {
  const { again } = JSON.parse(body);
  return Number.isInteger(again) ? again : 0;
}

/**
 * The message as it is sent on. It says that there was an earlier receiver, which a new message does not know by itself: what
 * is read of it is the same, so that the runs which it had started are still known by it, and nothing it leads to says it too.
 */
export function sentOn(body: string): string {
  return JSON.stringify({ ...JSON.parse(body), again: timesSentOn(body) + 1 });
}

/** How long a message waits that is sent on for lack of capacity, whole seconds: growing and scattered. */
export function sentOnDelay(body: string, random: Random): number {
  const most = Math.min(DELAY_S.longest, DELAY_S.first * 2 ** timesSentOn(body));
  return Math.ceil(most * (0.5 + random() / 2));
}

const HOUR = 3_600_000;

/** How a pause may be told to end. */
export const UNTIL_WAYS = ['by hand', 'in 1 h', 'at a time'] as const;

/** How a pause is to end, as it is chosen and typed. */
export interface UntilTyped {
  how: (typeof UNTIL_WAYS)[number];
  /** `2027-01-01T09:00`, by the reader's clock. */
  at: string;
}

/** When a pause ends by itself, Unix ms; undefined where it does not, null where that cannot be read or has passed. */
export function readUntil({ how, at }: UntilTyped, now: number): number | undefined | null {
  if (how === 'by hand') return undefined;
  if (how === 'in 1 h') return Math.ceil(now) + HOUR;
  const time = new Date(at).getTime();
  return time > now ? time : null;
}

/** Numbers from here on are moments: 10⁹ seconds as a delay would be 31 years, as Unix time they are the year 2001. */
const EPOCH_SECONDS = 1e9;
/** The same moment in ms; as Unix seconds it would be the year 33658. */
const EPOCH_MS = 1e12;

/**
 * The delay a Retry-After header asks for, in ms from `now`, never negative: seconds or an HTTP date (RFC 9110, 10.2.3),
 * or Unix time in seconds or ms, which some servers write there. Undefined for anything else. How long a run really
 * waits is bounded where its retry is decided (`core/retry/retry-policy`).
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const value = header?.trim() ?? '';
  if (/^\d+$/.test(value)) return delayOf(Number(value), now);
  const date = Date.parse(httpDate(value));
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** One of the three forms of an HTTP date, with its zone (asctime's has none, and means GMT); empty for anything else. */
function httpDate(value: string): string {
  if (/^\w{3,9}, .* GMT$/.test(value)) return value;
  return /^\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(value) ? `${value} GMT` : '';
}

function delayOf(number: number, now: number): number {
  if (number < EPOCH_SECONDS) return number * 1000;
  return Math.max(0, (number < EPOCH_MS ? number * 1000 : number) - now);
}

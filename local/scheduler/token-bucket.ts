/** Lets a number of calls pass in a second on average, and at once no more than in a second; it is told the time, in milliseconds. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond;
    this.#tokens = perSecond;
    this.#at = now;
  }

  /** How many may be taken at `now`. */
  available(now: number): number {
    // A clock that was set back gives nothing and takes nothing away.
    const gained = (Math.max(0, now - this.#at) / 1000) * this.#perSecond;
    this.#tokens = Math.min(this.#perSecond, this.#tokens + gained);
    this.#at = now;
    return Math.floor(this.#tokens);
  }

  /** Takes `count` of those available. */
  take(count: number): void {
    this.#tokens -= count;
  }

  /** For how many milliseconds from `now` on there is none. */
  emptyFor(now: number): number {
    return this.available(now) >= 1 ? 0 : Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1000);
  }
}

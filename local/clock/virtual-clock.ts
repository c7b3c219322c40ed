import type { Clock } from '../scheduler/scheduler.ts';

/** Something with deadlines of its own in the machine's time, such as an engine. */
export interface Follower {
  /** Brings every deadline `ms` nearer, and has what is due then begin. */
  shift(ms: number): void;
  /** When the next deadline is, Unix ms in the machine's time; Infinity if there is none. */
  nextDue(): number;
}

interface Timer {
  at: number;
  run: () => void;
}

/** The longest delay of a timer of Node, ms. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The clock of an embedded cloud: the machine's, ahead of it by an offset. It goes as fast as the machine's but for
 * `move`, which is not called while there is work, so a function at work may take the offset for constant.
 */
export class VirtualClock implements Clock {
  readonly #save: (offset: number) => void;
  #saved: number;
  #offset: number;
  #working = 0;
  #activity = 0;
  #alarm: NodeJS.Timeout | undefined;
  readonly #timers = new Set<Timer>();
  readonly #followers: Follower[] = [];

  /** @param save told an offset before any function works by it */
  constructor(offset: number, save: (offset: number) => void) {
    this.#offset = offset;
    this.#saved = offset;
    this.#save = save;
  }

  /** Unix ms. */
  now(): number {
    return Date.now() + this.#offset;
  }

  /** By how much it is ahead of the machine's clock, ms; negative when behind. */
  offset(): number {
    return this.#offset;
  }

  /** Calls `run` when `ms` have passed by this clock, unless the returned function is called first. */
  after(ms: number, run: () => void): () => void {
    const timer = { at: this.now() + ms, run };
    this.#timers.add(timer);
    this.#arm();
    return () => void this.#timers.delete(timer);
  }

  /** Has `follower` go along with every move. */
  follow(follower: Follower): void {
    this.#followers.push(follower);
  }

  /** Notes that there is work until the returned function is called. */
  begin(): () => void {
    this.#working += 1;
    this.touch();
    this.#remember();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.#working -= 1;
      this.touch();
    };
  }

  /** Notes that something happened. */
  touch(): void {
    this.#activity += 1;
  }

  /** Whether a function or an engine works. */
  isWorking(): boolean {
    return this.#working > 0;
  }

  /** Grows whenever something happens. */
  activity(): number {
    return this.#activity;
  }

  /** When something is due next, Unix ms by this clock; Infinity if nothing is. */
  nextDue(): number {
    const deadlines = this.#followers.map((follower) => follower.nextDue() + this.#offset);
    return Math.min(this.#nextTimer(), ...deadlines);
  }

  /** Lets `ms` pass at once; what is due then has begun when this returns. */
  move(ms: number): void {
    this.#offset += ms;
    for (const follower of this.#followers) follower.shift(ms);
    this.#fire();
  }

  /** Forgets all timers, and saves the offset. */
  stop(): void {
    this.#timers.clear();
    clearTimeout(this.#alarm);
    this.#remember();
  }

  #remember(): void {
    if (this.#saved === this.#offset) return;
    this.#save(this.#offset);
    this.#saved = this.#offset;
  }

  #nextTimer(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#timers) next = Math.min(next, at);
    return next;
  }

  #arm(): void {
    clearTimeout(this.#alarm);
    const next = this.#nextTimer();
    if (next === Number.POSITIVE_INFINITY) return;
    const left = Math.min(LONGEST_TIMER, Math.max(0, next - this.now()));
    this.#alarm = setTimeout(() => this.#fire(), left);
  }

  #fire(): void {
    const due = [...this.#timers].filter(({ at }) => at <= this.now()).sort((a, b) => a.at - b.at);
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
    this.#arm();
  }
}

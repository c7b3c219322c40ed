import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Signal } from '../lambda/signal.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** How a clock is paced. */
export interface PaceOptions {
  clock: VirtualClock;
  /** How many seconds pass in one while everything waits; 1 leaves the clock to itself. */
  speed: number;
  /** Whether a message waits that a function will take at once. */
  isWaiting: () => boolean;
}

/** Between two looks at the time, ms of the machine. */
const TICK = 10;
/** What one part of the host hands to another over a socket arrives within some turns of its event loop. */
const TURNS = 10;
/** Time that the machine slept through is not made up for, ms. */
const LONGEST_TICK = 1000;
/** Steps at which nothing happens, taken before others may have their turn. */
const STEPS = 1000;

/**
 * Moves a clock on while everything waits, from one due moment to the next, so that what is due at each has come to rest
 * before the clock moves. While there is work the clock goes as fast as the machine's.
 */
export class Pace {
  readonly #options: PaceOptions;
  readonly #changed = new Signal();
  readonly #ended: Promise<void>;
  #advance: { to: number; arrived: () => void } | undefined;
  #stopped = false;
  /** The activity of the clock after which nothing came. */
  #settledAt = -1;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** Where the clock is being moved to at once, Unix ms. */
  get goal(): number | undefined {
    return this.#advance?.to;
  }

  /** Moves the clock to `to` at once; resolves when all that came due on the way is done. One at a time. */
  advanceTo(to: number): Promise<void> {
    return new Promise((arrived) => {
      this.#advance = { to, arrived };
      this.#changed.notify();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#changed.notify();
    await this.#ended;
    this.#advance?.arrived();
  }

  async #run(): Promise<void> {
    const { clock, speed } = this.#options;
    for (let last = Date.now(); !this.#stopped; ) {
      if (speed === 1 && !this.#advance) await this.#changed.next();
      await this.#rest();
      const elapsed = Math.min(LONGEST_TICK, Date.now() - last);
      last = Date.now();
      if (this.#stopped) return;
      const advance = this.#advance;
      if (advance && clock.now() >= advance.to) {
        this.#advance = undefined;
        advance.arrived();
      } else if (advance) {
        this.#moveTo(advance.to);
        await nextTurn();
      } else {
        this.#moveTo(clock.now() + Math.round(elapsed * (speed - 1)));
        await sleep(TICK);
      }
    }
  }

  /** Goes from one due moment to the next until something happens. */
  #moveTo(end: number): void {
    const { clock } = this.#options;
    const before = clock.activity();
    for (let step = 0; step < STEPS && clock.now() < end && clock.activity() === before; step += 1) {
      const to = Math.min(end, clock.nextDue());
      const ms = Math.max(1, Math.ceil(to - clock.now()));
      clock.move(ms);
    }
  }

  /** Resolves when no function works and nothing has happened for some turns of the event loop. */
  async #rest(): Promise<void> {
    const { clock, isWaiting } = this.#options;
    while (!this.#stopped) {
      const seen = clock.activity();
      const calm = () => clock.activity() === seen && !clock.isWorking() && !isWaiting();
      if (seen === this.#settledAt && calm()) return;
      await sleep(TICK);
      for (let turn = 0; turn < TURNS; turn += 1) await nextTurn();
      if (calm()) {
        this.#settledAt = seen;
        return;
      }
    }
  }
}

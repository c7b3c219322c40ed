import type { VirtualClock } from './virtual-clock.ts';

/** When one environment works, as a virtual clock is told: from the beginning of a step to its end, but not asleep. */
export class WorkingTime {
  readonly #clock: VirtualClock | undefined;
  #open = false;
  #over: () => void = () => {};

  constructor(clock: VirtualClock | undefined) {
    this.#clock = clock;
  }

  /** A step begins. */
  begin(): void {
    this.#open = true;
    this.#work();
  }

  /** The step is over. */
  end(): void {
    this.#open = false;
    this.#over();
  }

  /** Nothing is done until `time`, Unix ms; `wake` is then told the clock's offset. Gives what ends it before. */
  sleep(time: number, wake: (offset: number) => void): () => void {
    const clock = this.#clock;
    if (!clock) throw new Error('there is no clock to sleep by');
    this.#over();
    const cancel = clock.after(Math.max(0, time - clock.now()), () => {
      asleep = false;
      this.#work();
      wake(clock.offset());
    });
    let asleep = true;
    return () => {
      if (!asleep) return;
      asleep = false;
      cancel();
      this.#work();
    };
  }

  #work(): void {
    this.#over();
    if (this.#open && this.#clock) this.#over = this.#clock.begin();
  }
}

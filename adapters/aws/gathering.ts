/** What one caller asks for, and how the caller is told what came of it; the first word counts. */
export interface Asked<Ask> {
  ask: Ask;
  done(): void;
  failed(error: unknown): void;
}

/**
 * Gathers what callers that go side by side ask for at one moment, and does it in groups: what ten ask for is one call of AWS.
 * One that asks alone waits for no other.
 */
export class Gathering<Ask> {
  private readonly most: number;
  private readonly work: (group: readonly Asked<Ask>[]) => Promise<void>;
  private readonly others: (() => Promise<void>) | undefined;
  private asked: Asked<Ask>[] = [];

  /**
   * @param most of one group
   * @param work does what a group asks for; whom it has not told by its end is told that all is done, or its fault
   * @param others waits for those that ask a little later; without it only those that ask at the same moment go together
   */
  constructor(
    most: number,
    work: (group: readonly Asked<Ask>[]) => Promise<void>,
    others?: () => Promise<void>,
  ) {
    this.most = most;
    this.work = work;
    this.others = others;
  }

  /** Resolves when it is done. @throws the fault of its group, unless it was done before */
  ask(ask: Ask): Promise<void> {
    return new Promise((done, failed) => {
      if (this.asked.push({ ask, done, failed }) > 1) return;
      // All who resume by one answer ask before the microtask runs.
      if (this.others) this.others().then(() => this.begin(), failed);
      else queueMicrotask(() => this.begin());
    });
  }

  private begin(): void {
    const all = this.asked;
    this.asked = [];
    for (let from = 0; from < all.length; from += this.most) {
      const group = all.slice(from, from + this.most);
      this.work(group).then(
        () => {
          for (const { done } of group) done();
        },
        (error: unknown) => {
          for (const { failed } of group) failed(error);
        },
      );
    }
  }
}

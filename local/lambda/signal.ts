/** Tells everybody who listens that something changed; it carries no value, so a listener looks for itself. */
export class Signal {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` at every change until the returned function is called. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the next change. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      const unsubscribe = this.subscribe(() => {
        unsubscribe();
        resolve();
      });
    });
  }

  /** Announces a change. */
  notify(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

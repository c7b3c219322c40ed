/** What was made of texts, up to a number of them; when it is full it forgets them all. */
export class Cache<T> {
  readonly #most: number;
  readonly #made = new Map<string, T>();

  constructor(most: number) {
    this.#most = most;
  }

  /** What was made of a text before, else what is made of it now; nothing is kept where that is undefined or throws. */
  of<Made extends T | undefined>(text: string, make: (text: string) => Made): T | Made {
    const known = this.#made.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (made === undefined) return made;
    if (this.#made.size >= this.#most) this.#made.clear();
    this.#made.set(text, made);
    return made;
  }
}

/** Shorter values would blank out words that merely look alike. */
const SHORTEST = 4;

const HIDDEN = '***';

/** Remembers the secrets of one attempt and takes them out of everything that leaves it. */
export class Redactor {
  private readonly known = new Set<string>();
  private fromCaller: Redactor | undefined;

  /** Adds a secret, also as it stands in JSON, in a URL, in a form and in base64; shorter than 4 characters is none. */
  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    const encoded = encodeURIComponent(secret.toWellFormed());
    this.known
      .add(secret)
      .add(JSON.stringify(secret).slice(1, -1))
      .add(encoded)
      .add(encoded.replaceAll('%20', '+'))
      .add(btoa(String.fromCharCode(...new TextEncoder().encode(secret))));
  }

  /**
   * Adds a value that a caller chose, or whose text around a secret it chose. It is looked for only in what the
   * secrets leave: would it reach into a secret, a caller could try beginnings of it and see which are hidden.
   */
  addFromCaller(value: string): void {
    this.fromCaller ??= new Redactor();
    this.fromCaller.add(value);
  }

  /** The text with `***` in the place of every secret. */
  hide(text: string): string {
    const left = this.hideSecrets(text);
    return this.fromCaller?.hide(left) ?? left;
  }

  private hideSecrets(text: string): string {
    // A secret may hold another, so the longest go first.
    const longestFirst = [...this.known].sort((a, b) => b.length - a.length);
    const hidden = longestFirst.reduce((rest, value) => rest.replaceAll(value, HIDDEN), text);
    const cut = Math.max(0, ...longestFirst.map((secret) => cutOff(hidden, secret)));
    return cut === 0 ? hidden : hidden.slice(0, -cut) + HIDDEN;
  }

  /** A JSON value with `***` in the place of every secret, also in keys and in numbers that are one. */
  hideIn(value: unknown): unknown {
    if (this.known.size === 0 && !this.fromCaller) return value;
    if (typeof value === 'string') return this.hide(value);
    if (typeof value === 'number') return this.known.has(String(value)) ? HIDDEN : value;
    if (Array.isArray(value)) return value.map((item) => this.hideIn(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.hide(key), this.hideIn(inner)]),
    );
  }
}

/** How many characters at the end of a text are the beginning of a secret that was cut there. */
function cutOff(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length >= SHORTEST; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) return length;
  }
  return 0;
}

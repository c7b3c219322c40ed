import type { Secrets } from '../../core/ports/secrets.ts';

/** Shorter values would blank out words that merely look alike. */
const SHORTEST = 6;

/** Secrets that remember what they gave out, so that it can be taken out of what an app echoes. */
export interface KnownSecrets extends Secrets {
  /** Adds a value that holds a secret, such as a whole header. */
  add(value: string): void;
  /** The text without any of the values, also as they stand in JSON or in a URL. */
  hide(text: string): string;
}

/** Wraps `secrets`. */
export function knownSecrets(secrets: Secrets): KnownSecrets {
  const known = new Set<string>();
  const add = (value: string) => {
    if (value.length < SHORTEST) return;
    known.add(value).add(JSON.stringify(value).slice(1, -1)).add(encodeURIComponent(value.toWellFormed()));
  };
  return {
    add,
    async get(name) {
      const value = await secrets.get(name);
      add(value);
      return value;
    },
    hide: (text) => [...known].reduce((hidden, value) => hidden.replaceAll(value, '***'), text),
  };
}

import type { Redactor } from '../../core/input/redactor.ts';

/** How much of a text is looked through for secrets, characters: what stands behind is not kept. Twice what a result keeps. */
export const SEEN = 128 * 1024;

/**
 * A text without secrets, of one that is very long the beginning.
 * @param isCut whether it was cut before, so that its end may be the beginning of a secret
 */
export function seenText(text: string, redactor: Redactor, isCut = false): string {
  return isCut || text.length > SEEN ? redactor.hideInCut(text.slice(0, SEEN)) : redactor.hide(text);
}

/**
 * A text without secrets and with at most `most` characters; one that is longer ends with `…`.
 * @param tidy changes the text when its secrets are out
 */
export function boundText(
  text: string,
  most: number,
  redactor: Redactor,
  tidy: (text: string) => string = (seen) => seen,
): string {
  const seen = tidy(seenText(text, redactor));
  if (text.length <= SEEN && seen.length <= most) return seen;
  return `${seen.slice(0, most - 1).toWellFormed()}…`;
}

import { anyCharacter, type Element, wildcardMatcher } from './wildcards.ts';

/** Most `%` of one pattern, those beside each other taken for one. */
const WILDCARDS_MAX = 16;

/** A part of a pattern: text as it stands, any text (`%`), or any one character (`_`). */
export type LikePart = { text: string } | '%' | '_';

/** A SQL pattern in its parts: a backslash makes the next character stand for itself; `%%` is `%`. */
export function likeParts(pattern: string): LikePart[] {
  const parts: LikePart[] = [];
  for (const [token] of pattern.matchAll(/\\.|%+|_|[^\\%_]+|\\$/gsu)) {
    const last = parts.at(-1);
    if (token === '_') parts.push('_');
    else if (token.startsWith('%')) parts.push('%');
    else {
      const text = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
      if (typeof last === 'object') last.text += text;
      else parts.push({ text });
    }
  }
  return parts;
}

/** What is wrong with a pattern, if anything: it has more wildcards than any engine is asked to match. */
export function likeFault(pattern: string): string | undefined {
  const wildcards = likeParts(pattern).filter((part) => part === '%').length;
  if (wildcards <= WILDCARDS_MAX) return undefined;
  return `expected a pattern with at most ${WILDCARDS_MAX} "%"`;
}

/** Whether a pattern has both wildcards, which takes longest to match. */
export function isMixed(pattern: string): boolean {
  const parts = likeParts(pattern);
  return parts.includes('%') && parts.includes('_');
}

/** Tells whether a text is like the pattern, in time linear in the text. */
export function likeMatcher(pattern: string): (text: string) => boolean {
  return wildcardMatcher(
    segmentsOf(likeParts(pattern.toWellFormed())).map((parts) => parts.flatMap(elementsOf)),
  );
}

/**
 * The pattern as a regular expression for the whole text, for engines that have atomic groups (PCRE, Java). What stands
 * between two `%` is an atomic group with its first occurrence, so that an engine that backtracks has nowhere to go back
 * to and never tries all combinations.
 * @param literal escapes text for the engine
 */
export function likeExpression(pattern: string, literal: (text: string) => string): string {
  const [first = '', ...others] = segmentsOf(likeParts(pattern)).map((parts) =>
    parts.map((part) => (typeof part === 'object' ? literal(part.text) : '.')).join(''),
  );
  const last = others.pop();
  if (last === undefined) return first;
  return `${first}${others.map((segment) => `(?>.*?${segment})`).join('')}.*${last}`;
}

type Single = Exclude<LikePart, '%'>;

/** What stands before, between and after the `%`. */
function segmentsOf(parts: readonly LikePart[]): Single[][] {
  const segments: Single[][] = [[]];
  for (const part of parts) {
    if (part === '%') segments.push([]);
    else segments.at(-1)?.push(part);
  }
  return segments;
}

const elementsOf = (part: Single): Element[] => (part === '_' ? [anyCharacter] : [...part.text]);

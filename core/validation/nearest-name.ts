import leven from 'leven';
import type { Issue } from '../../contract/errors.ts';
import { quoted } from '../text/bounds.ts';

/** A longer name is not taken for a slip; comparing takes time in proportion to its length. */
const SLIP_MAX = 64;

/**
 * Unknown names of one request that are compared with what is known, and those that are named at all: with how many more
 * there are, as many as a problem tells.
 */
const COMPARED_MAX = 10;
const NAMED_MAX = 99;

/** A name that is this many changes away, or more, is not near. */
const FAR = 5;

/** The known name, another than `name`, that it is most likely a slip of, or none when nothing is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > SLIP_MAX) return undefined;
  const slip = name.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    if (candidate === name) continue;
    const distance = leven(slip, candidate.toLowerCase(), { maxDistance: FAR });
    if (!best || distance < best.distance) best = { name: candidate, distance };
  }
  if (!best || best.distance >= FAR) return undefined;
  return best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** `unknown field "retrys"; did you mean "retries"?` */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  // One alternative has it, but not the one that was meant.
  if (known.includes(name)) return `${kind} ${quoted(name)} does not go with the others that are given`;
  const near = nearestName(name, known);
  const hint = near ? `did you mean "${near}"?` : `known: ${[...known].sort().join(', ') || 'none'}`;
  return `unknown ${kind} ${quoted(name)}; ${hint}`;
}

/** A text with a full stop at its end, unless it ends as a sentence already, such as with a question. */
export function asSentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

/** A mistake for each of many unknown fields below `base`, as {@link unknownNames} tells them. */
export function unknownFields(
  names: readonly string[],
  known: readonly string[],
  base: readonly string[] = [],
): Issue[] {
  const at = (...path: string[]) => [...base, ...path].join('.');
  const found = names.map((name) => ({ name, path: at(name.slice(0, 100)) }));
  return unknownNames(['field', 'fields'], found, known, at());
}

/**
 * A mistake for each of many unknown names: as {@link unknownName} for the first ten, the names of others up to 99, and, at
 * `rest`, how many more there are.
 */
export function unknownNames(
  [kind, kinds]: readonly [one: string, many: string],
  found: readonly { name: string; path: string }[],
  known: readonly string[],
  rest: string,
): Issue[] {
  const issues = found.slice(0, NAMED_MAX).map(({ name, path }, index) => ({
    path,
    message: index < COMPARED_MAX ? unknownName(kind, name, known) : `unknown ${kind} ${quoted(name)}`,
  }));
  const more = found.length - issues.length;
  return more === 0 ? issues : [...issues, { path: rest, message: `${more} more unknown ${kinds}` }];
}

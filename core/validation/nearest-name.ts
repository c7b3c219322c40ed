import leven from 'leven';
import type { Issue } from '../../contract/errors.ts';
import { quoted } from './quoted.ts';

/** A longer name is nobody's slip; comparing takes time in proportion to its length. */
const SLIP_MAX = 64;

/** Unknown fields of one object that are compared with what is known, and those that are named at all. */
const COMPARED_MAX = 10;
const NAMED_MAX = 100;

/** The known name that `name` is most likely a slip of, or none when nothing is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > SLIP_MAX) return undefined;
  const slip = name.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = leven(slip, candidate.toLowerCase(), { maxDistance: 4 });
    if (!best || distance < best.distance) best = { name: candidate, distance };
  }
  return best && best.distance <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** `unknown field "retrys"; did you mean "retries"?` */
export function unknownName(kind: string, name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  const hint = near ? `did you mean "${near}"?` : `known: ${[...known].sort().join(', ') || 'none'}`;
  return `unknown ${kind} ${quoted(name)}; ${hint}`;
}

/**
 * A mistake for each of many unknown fields below `base`: as {@link unknownName} for the first ten, the names of others up
 * to a hundred, and how many more there are.
 */
export function unknownFields(
  names: readonly string[],
  known: readonly string[],
  base: readonly string[] = [],
): Issue[] {
  const issues = names.slice(0, NAMED_MAX).map((name, index) => ({
    path: [...base, name.slice(0, 100)].join('.'),
    message: index < COMPARED_MAX ? unknownName('field', name, known) : `unknown field ${quoted(name)}`,
  }));
  const more = names.length - issues.length;
  return more === 0 ? issues : [...issues, { path: base.join('.'), message: `${more} more unknown fields` }];
}

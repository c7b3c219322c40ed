import leven from 'leven';
import { quoted } from './quoted.ts';

/** The known name that `name` is most likely a slip of, or none when nothing is near. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
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

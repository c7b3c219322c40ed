import { type Fault, type Files, faultsAt } from './pages.ts';

/** Patterns of code that hide what is meant, and what to write instead (contract/plain-data.ts). */
const PATTERNS: readonly [RegExp, string][] = [
  [/(?<![.\w'"/])Object\((?!\))/g, 'Object() gives an any in disguise: write asRecord().'],
  [/\.\.\.\(([\w.?]+) !== undefined && \{ (?:(?:\w+: )?\1) \}\)/g, 'Write ...defined({ … }).'],
];

/** Such patterns in the sources. */
export function patternFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    if (!file.endsWith('.ts') || file.startsWith('test/lint/')) return [];
    return PATTERNS.flatMap(([pattern, message]) => faultsAt(file, text, pattern, () => message));
  });
}

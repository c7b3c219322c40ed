import { type Fault, type Files, faultsAt, withoutCode } from './pages.ts';

/** Pages and folders that are held to the words below; a folder ends with `/`. Empty it to hold none. */
export const HELD: readonly string[] = [
  'AGENTS.md',
  'CONTRIBUTING.md',
  'README.md',
  'docs/calling.md',
  'docs/contract.md',
  'docs/costs.md',
  'docs/embedded-cloud.md',
  'docs/glossary.md',
  'docs/limits.md',
  'docs/operating.md',
  'docs/resources.md',
  'docs/state-machine.md',
  'docs/time.md',
  'docs/webhooks.md',
];

/** Phrases that hide who acts or what is said, and what to write. */
const PHRASES: readonly [RegExp, string][] = [
  [/(?<!\bthere\s+)\bis no\b/gi, 'write "is not a"'],
  [/\b(?:whoever|somebody|nobody|anybody)\b/gi, 'name the actor'],
  [/\bso many\b/gi, 'say the number, or "at most"'],
  [/\bgoes on\b/gi, 'write "continues"'],
  [/\bmade good\b/gi, 'say what repairs it'],
];

/** Words that the glossary replaces, and by which. */
const OLD_WORDS: readonly [RegExp, string][] = [
  [/\bnews\b/gi, 'outbox'],
  [/\bheirs?\b/gi, 'redelivery'],
  [/\bbeats?\b/gi, 'tick'],
  [/\baims?\b/gi, 'timer'],
  [/\b(?:bury|buried)\b/gi, 'dead-letter, or abandon a run'],
  [/\bset aside\b/gi, 'dead-lettered'],
  [/\bcarry out\b/gi, 'execute'],
  [/\btimetables?\b/gi, 'schedule'],
  [/\bby_check\b/gi, 'by_overdue'],
];

/** Phrases and old words in the pages that are held to them. */
export function wordFaults(files: Files, held: readonly string[] = HELD): Fault[] {
  return [...files].flatMap(([file, text]) => {
    if (!held.some((each) => file === each || (each.endsWith('/') && file.startsWith(each)))) return [];
    return [...PHRASES, ...OLD_WORDS].flatMap(([pattern, instead]) =>
      faultsAt(file, withoutCode(text), pattern, ([found]) => `"${found.replace(/\s+/g, ' ')}": ${instead}.`),
    );
  });
}

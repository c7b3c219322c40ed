import { type Fault, type Files, faultsAt, withoutCode } from './pages.ts';

/** All pages and sources are held to the words below, but the change log, which quotes earlier versions, and this check. */
const isHeld = (file: string) => file !== 'CHANGELOG.md' && !file.startsWith('test/lint/');

/** Phrases that hide who acts or what is said, and what to write. */
const PHRASES: readonly [RegExp, string][] = [
  [/(?<!\bthere\s+)\bis\s+(?:\*\s+)?no\b(?!\s+longer)/gi, 'write "is not a"'],
  [/\b(?:whoever|somebody|nobody|anybody)\b/gi, 'name the actor'],
  [/(?<=(?:\/\*\*|\/\/|\.)\s)Who\b/g, 'name the actor'],
  [/\bso many\b/gi, 'say the number, or "at most"'],
  [/\bgoes on\b/gi, 'write "continues"'],
  [/\bmade good\b/gi, 'say what repairs it'],
];

/** Words that the glossary replaces, and by which. */
const OLD_WORDS: readonly [RegExp, string][] = [
  [/\bnews\b/gi, 'what a commit did'],
  [/\bheirs?\b/gi, 'redelivery'],
  [/\bbeats?\b/gi, 'tick'],
  [/\baims?\b/gi, 'timer'],
  [/\b(?:bury|buries|buried|burials?)\b/gi, 'dead-letter, or abandon a run'],
  [
    /\b(?:runs?|deliver(?:y|ies))\b[^.;|`]{0,40}\bg(?:iven?|ives|ave) up\b/gi,
    'abandon a run, dead-letter a delivery',
  ],
  [/\bset(?:s|ting)? aside\b/gi, 'dead-lettered'],
  [/\bcarr(?:y|ies|ied|ying) out\b/gi, 'execute, or do'],
  [/\b(?:untold|tellings)\b/gi, 'what a commit did'],
  [/\bmisfits?\b/gi, 'mismatch'],
  [/\bseal(?:s|ed|ers?|ing)?\b/gi, 'encrypt, encrypter'],
  [/\b_told\b/g, 'published'],
  [/\btimetables?\b/gi, 'schedule'],
  [/\bby_check\b/gi, 'by_overdue'],
];

/** Phrases and old words in pages and sources; blocks of code in pages are not looked at. */
export function wordFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    if (!isHeld(file)) return [];
    const prose = file.endsWith('.md') ? withoutCode(text) : text;
    return [...PHRASES, ...OLD_WORDS].flatMap(([pattern, instead]) =>
      faultsAt(
        file,
        prose,
        pattern,
        ([found]) => `"${found.replace(/\s+(?:\*\s+|\/\/\s+)?/g, ' ')}": ${instead}.`,
      ),
    );
  });
}

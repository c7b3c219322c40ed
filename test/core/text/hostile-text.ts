import fc from 'fast-check';

/** What must not reach a terminal; written apart from the code, by the ranges of Unicode. */
export const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufff8]|\u034f|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/u;

/** Texts of letters, and of what moves cursors, hides, turns and breaks lines. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u001b[2J',
        '\u001b]0;title\u0007',
        '\u001b]8;;https://evil.example\u001b\\',
        '\u009b1A',
        '\u0090q',
        '\r',
        '\n',
        '\t',
        '\b',
        '\u007f',
        '\u202e',
        '\u2066',
        '\u200d',
        '\ufeff',
        '\u3164',
        '\u2800',
        '\ufe0f',
        '\u2028',
        '\u{e0041}',
        '\ud83d',
        '😀',
        '"',
        '\\',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

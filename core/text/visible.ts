/**
 * What a terminal obeys or does not show: controls, format characters (such as bidirectional overrides), separators, what
 * Unicode says to show nothing for (fillers, variation selectors, tags), halves of characters, and the symbols without
 * ink that are not spaces: the blank of Braille and the empty note head.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]/gu;
const UNSEEN_BUT_LAYOUT = new RegExp(`(?![\\n\\t])${UNSEEN.source}`, 'gu');

/**
 * Text that shows what is in it and does nothing to a terminal: all but newlines and tabs that cannot be seen is written
 * as JSON writes it (`\u001b`), so that JSON keeps its meaning.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN_BUT_LAYOUT, escaped);
}

/** The same on one line, newlines and tabs written too, cut after `most` characters. */
export function visibleLine(text: string, most = Number.POSITIVE_INFINITY): string {
  // What is far beyond the bound is not looked at; a character more tells whether anything was cut.
  const line = text.slice(0, most + 1).replace(UNSEEN, escaped);
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => unit(character.charCodeAt(i))).join('');
}

const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;

/** What a terminal obeys or does not show: controls, format characters (such as bidirectional overrides), separators, tags. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u2065\u{e0000}-\u{e0fff}]/gu;
const UNSEEN_BUT_LAYOUT = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u2065\u{e0000}-\u{e0fff}]/gu;

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

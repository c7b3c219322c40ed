import type { Pattern } from './pattern-search.ts';
import { readingsOf, textOf } from './text-readings.ts';

/** Shorter values are not hidden: they would blank out words that merely look alike. */
export const SHORTEST = 4;

/** A shorter secret stands within base64, or a number, as so few letters or digits that innocent ones may hold them. */
export const SHORTEST_WITHIN = 8;

/** A longer value is searched for as it is, but not in hex or base64: each form of it takes memory and time. */
const LONGEST_ENCODED = 16_384;

/** A longer value is not searched for in hex or base64 of another encoding. */
const LONGEST_ENCODED_TWICE = 1024;

/** Most characters that stand for one of a secret: `€` is 18 of hex of `%E2%82%AC`, and 15 as `%25E2%2582%25AC`. */
export const WIDEST = 18;

/**
 * What to search for to find a secret: as it is, with each stretch of space or each line break as one, with `+` for spaces
 * as forms have it, in hex, in base64 wherever it begins within the encoded text, also of one encoding of it. Space at its
 * ends does not count. Escapes (of JSON, URLs, HTML) are no matter of these forms: see `readingsOf`; what would be read as
 * escapes in the secret itself is searched for as it would be read.
 */
export function formsOf(secret: string): Pattern[] {
  const trimmed = secret.trim();
  const core = trimmed.length >= SHORTEST ? trimmed : secret;
  const lines = core.replaceAll(/\r\n?/g, '\n');
  const variants = [core, core.replaceAll(/\s+/g, ' '), lines, lines.replaceAll('\n', '\r\n')];
  const known = [...new Set(variants)].filter((variant) => variant.length >= SHORTEST);
  const read = known.flatMap((variant) => [...readingsOf(variant)].map(textOf));
  const plain = read
    .filter((text) => text.length >= SHORTEST)
    .flatMap((text) => [text, text.replaceAll(' ', '+')]);
  const binary = known.filter((variant) => variant.length <= LONGEST_ENCODED).map(bytesOf);
  const twice = core.length > LONGEST_ENCODED_TWICE ? [] : encodingsOf(core).map(bytesOf);
  return [...[...new Set(plain)].map(asItIs), ...[...binary, ...twice].flatMap(binaryForms)];
}

/** The text as an app may write it before it is made hex or base64, where that differs. */
function encodingsOf(text: string): string[] {
  const bytes = bytesOf(text);
  const url = encodeURIComponent(text.toWellFormed());
  // Forms (WHATWG URL, 5.2) leave fewer signs as they are.
  const form = url
    .replaceAll(/[!'()~]/g, (sign) => `%${hex(bytesOf(sign)).toUpperCase()}`)
    .replaceAll('%20', '+');
  const html = text.replaceAll(/[&<>"']/g, (letter) => HTML[letter] ?? letter);
  const json = JSON.stringify(text).slice(1, -1);
  const encoded = [json, url, form, html, hex(bytes), base64([...bytes])];
  return [...new Set(encoded)].filter((encoding) => encoding !== text);
}

const HTML: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function binaryForms(bytes: Uint8Array): Pattern[] {
  const digits = hex(bytes);
  return [...[digits, digits.toUpperCase()].map(asItIs), ...base64Forms(bytes)];
}

const asItIs = (text: string): Pattern => ({ text, before: 0, after: 0 });
const bytesOf = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
/** The letters that the bytes alone determine, for each place in a group of three; those beside hold some bits too. */
function base64Forms(bytes: Uint8Array): Pattern[] {
  const padded = base64([...bytes]);
  const whole = [padded, padded.replace(/=+$/, '')].map(asItIs);
  const within = bytes.length < SHORTEST_WITHIN ? [] : [0, 1, 2].map((shift) => lettersOf(bytes, shift));
  const forms = [...whole, ...within];
  const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');
  return [...forms, ...forms.map((form) => ({ ...form, text: urlSafe(form.text) }))];
}

function lettersOf(bytes: Uint8Array, shift: number): Pattern {
  const end = 8 * (shift + bytes.length);
  const letters = base64([...new Array<number>(shift).fill(0), ...bytes]);
  return {
    text: letters.slice(Math.ceil((8 * shift) / 6), Math.floor(end / 6)),
    before: shift === 0 ? 0 : 1,
    after: end % 6 === 0 ? 0 : 1,
  };
}

const base64 = (bytes: readonly number[]) => btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));

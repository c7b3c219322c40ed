import type { Pattern } from './pattern-search.ts';

/** Shorter values are not hidden: they would blank out words that merely look alike. */
export const SHORTEST = 4;

/** A shorter secret stands in base64 as so few letters that innocent text may hold them. */
const SHORTEST_WITHIN_BASE64 = 8;

/** A longer value is searched for as it is, but not in hex or base64: each form of it takes memory and time. */
const LONGEST_ENCODED = 16_384;

/** Most characters that stand for one of a secret, in the widest form: `%25E2%2582%25AC` is one `€`. */
export const WIDEST = 15;

/**
 * What to search for to find a secret: as it is, with `+` for spaces as forms have it, in hex, in base64 wherever it
 * begins within the encoded text; also without space at its ends, and with each stretch of space as one. Escapes (of
 * JSON, URLs, HTML) are no matter of these forms: see `readingsOf`.
 */
export function formsOf(secret: string): Pattern[] {
  const variants = [secret, secret.trim(), secret.replaceAll(/\s+/g, ' ')];
  const known = new Set(variants.filter((variant) => variant.length >= SHORTEST));
  return [...known].flatMap((variant) => {
    const plain = [variant, variant.replaceAll(' ', '+')];
    if (variant.length > LONGEST_ENCODED) return plain.map(asItIs);
    const bytes = new TextEncoder().encode(variant);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [...[...plain, hex, hex.toUpperCase()].map(asItIs), ...base64Forms(bytes)];
  });
}

const asItIs = (text: string): Pattern => ({ text, before: 0, after: 0 });

/** The letters that the bytes alone determine, for each place in a group of three; those beside hold some bits too. */
function base64Forms(bytes: Uint8Array): Pattern[] {
  const padded = base64([...bytes]);
  const whole = [padded, padded.replace(/=+$/, '')].map(asItIs);
  const within =
    bytes.length < SHORTEST_WITHIN_BASE64 ? [] : [0, 1, 2].map((shift) => lettersOf(bytes, shift));
  const forms = [...whole, ...within];
  const urlSafe = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_');
  return [...forms, ...forms.map((form) => ({ ...form, text: urlSafe(form.text) }))];
}

function lettersOf(bytes: Uint8Array, shift: number): Pattern {
  const end = 8 * (shift + bytes.length);
  const letters = base64([...new Array<number>(shift).fill(0), ...bytes, 0, 0]);
  return {
    text: letters.slice(Math.ceil((8 * shift) / 6), Math.floor(end / 6)),
    before: shift === 0 ? 0 : 1,
    after: end % 6 === 0 ? 0 : 1,
  };
}

const base64 = (bytes: readonly number[]) => btoa(bytes.map((byte) => String.fromCharCode(byte)).join(''));

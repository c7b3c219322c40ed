import { isExact } from '../../core/input/plain-json.ts';

/** `JSON.parse` as V8 has it: the reviver is shown the source of each number (ECMAScript proposal "JSON.parse source text access"). */
const parseWithSource = JSON.parse as (
  text: string,
  reviver: (name: string, value: unknown, context: { source?: string }) => unknown,
) => unknown;

/**
 * Parses the JSON that a target answered. A number beyond ±(2⁵³−1) keeps its digits, as text, since as a number it would be
 * another one. @throws SyntaxError for what is not JSON
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return holdsInexact(value) ? keptAsText(text, value) : value;
}

/** Of JSON that is nested too deeply to be gone through, nothing is kept in the end. */
function keptAsText(text: string, otherwise: unknown): unknown {
  try {
    return parseWithSource(text, (_name, value, { source }) =>
      typeof value === 'number' && !isExact(value) ? source : value,
    );
  } catch {
    return otherwise;
  }
}

/** Whether a number stands anywhere in parsed JSON that is not the one that was written. */
export function holdsInexact(value: unknown): boolean {
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'number' && !isExact(next)) return true;
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) left.push(inner);
  }
  return false;
}

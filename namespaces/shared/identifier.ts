import { holdsOperator as textHoldsOperator } from '../../core/input/operators/parse.ts';
import { quoted } from '../../core/text/bounds.ts';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_$#:@-]{0,127}$/u;

/** The longest text that can be `parts` names, in UTF-16 units: 128 characters each, joined by dots. */
const longest = (parts: number) => parts * (2 * 128 + 1);

/** Whether a value is being read at dispatch, with operators still in it, or at run, after their evaluation. */
export type Phase = 'dispatch' | 'run';

/** Whether the string holds an operator (docs/contract.md, 8), which stands for a value known only at run. */
export function holdsOperator(value: unknown): boolean {
  return typeof value === 'string' && textHoldsOperator(value);
}

/**
 * What is wrong with the name of a table or column, if anything; up to `parts` names joined by dots.
 * Quoting makes every name harmless; this bound turns a slip or an attack into an early, readable refusal.
 */
export function identifierFault(value: unknown, phase: Phase, parts = 1): string | undefined {
  if (value === undefined) return 'required';
  if (typeof value !== 'string') return `expected a name, got ${value === null ? 'null' : typeof value}`;
  if (phase === 'dispatch' && holdsOperator(value)) return undefined;
  const names = value.length <= longest(parts) ? value.split('.') : [];
  if (
    names.length > 0 &&
    names.length <= parts &&
    names.every((name) => NAME.test(name) && name !== '__proto__')
  )
    return undefined;
  const dots = parts > 1 ? `, at most ${parts} of them joined by dots` : '';
  return `expected a name of at most 128 letters, digits, "_", "-", "$", "#", ":" or "@"${dots}; got ${quoted(value, 60)}`;
}

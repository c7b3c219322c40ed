/** An argument as far as it is known before the run: its value, or that the run will give it. */
export type KnownArgument = { value: unknown } | 'computed';

/** The fault of the argument at `index` if it is known and `read` refuses it; a number is shown, as it was written. */
export function literalFault(
  args: readonly KnownArgument[],
  index: number,
  read: (value: unknown) => unknown,
): string | undefined {
  const known = args[index];
  if (known === undefined || known === 'computed') return undefined;
  try {
    read(known.value);
    return undefined;
  } catch (error) {
    const shown = typeof known.value === 'number' ? `, got ${known.value}` : '';
    return `argument ${index + 1}: ${error instanceof Error ? error.message : 'not valid'}${shown}`;
  }
}

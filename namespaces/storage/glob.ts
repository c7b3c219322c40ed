import { z } from 'zod';

/** A glob that base names of files are compared with; wildcards, classes and braces must be closed. */
export const glob = z
  .string()
  .min(1)
  .max(256)
  .refine((pattern) => !pattern.includes('/'), 'is compared with base names, so it must not hold "/"')
  .refine((pattern) => !pattern.startsWith('!'), 'must not begin with "!": it would match all other files')
  .refine(isClosed, 'has an unclosed "[", "{" or "(", or ends in "\\"');

function isClosed(pattern: string): boolean {
  const plain = pattern.replaceAll(/\\./gsu, '').replaceAll(/\[[!^]?\]?[^\]]*\]/gu, '');
  const count = (character: string) => plain.split(character).length - 1;
  const extended = plain.match(/[?*+@!]\(/gu)?.length ?? 0;
  return !plain.endsWith('\\') && count('[') === 0 && count('{') <= count('}') && extended <= count(')');
}

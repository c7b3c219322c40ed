import { z } from 'zod';
import { SchedulerError } from './errors.ts';
import { integer, text } from './input-validation.ts';

const MOST_RESULTS = 100;

/** `NextToken` and `MaxResults` of a listing; 100 results where none are asked for. */
export const pageModel = {
  NextToken: text(1, 2048).optional(),
  MaxResults: z.preprocess((value) => Number(value ?? MOST_RESULTS), integer(1, MOST_RESULTS)),
};

/** The `length` names after which a page starts; throws ValidationException for a token not made here. */
export function positionOf(token: string | undefined, length: number): string[] {
  if (token === undefined) return [];
  try {
    return z
      .array(z.string())
      .length(length)
      .parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch (cause) {
    throw new SchedulerError('ValidationException', 'Invalid NextToken.', { cause });
  }
}

/** Cuts a listing that was asked for one item more than the page holds, with the token of the next page. */
export function pageOf<T>(items: readonly T[], size: number, positionAt: (item: T) => string[]) {
  const page = items.slice(0, size);
  const last = page.at(-1);
  if (last === undefined || items.length <= size) return { page };
  return { page, NextToken: Buffer.from(JSON.stringify(positionAt(last))).toString('base64url') };
}

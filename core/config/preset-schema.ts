import { z } from 'zod';

/** An operation and the input it starts from; the input is checked with the dispatch that completes it. */
export const preset = (operations: readonly [string, ...string[]]) =>
  z.strictObject({ operation: z.enum(operations), input: z.record(z.string(), z.unknown()).optional() });

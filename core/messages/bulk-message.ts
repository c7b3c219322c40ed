import { z } from 'zod';

/** The message that lets the executor continue a bulk operation. */
export const bulkMessage = z.object({
  kind: z.literal('bulk'),
  bulk_id: z.string().regex(/^bulk_[0-9A-Z]{26}$/),
  /** The version at which the sender has put it aside; absent when it looks whether a worker is at work. */
  version: z.int().optional(),
  /** How often it was sent on, as there was no capacity or another bulk operation was at work. */
  again: z.int().min(0).optional(),
});

export type BulkMessage = z.output<typeof bulkMessage>;

import { z } from 'zod';
import { momentText, tag } from '../input/job-filter.ts';
import { period } from '../input/period.ts';

/** What statistics may be narrowed by, as it comes in a query string. */
export const statsSchema = period(
  z.strictObject({
    product: tag.optional(),
    env: tag.optional(),
    from: momentText().optional(),
    to: momentText().optional(),
  }),
);

/** A filter of statistics, checked. */
export type CheckedStatsFilter = z.output<typeof statsSchema>;

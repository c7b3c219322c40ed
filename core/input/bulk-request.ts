import { z } from 'zod';
import type { BulkAction } from '../../contract/bulk.ts';
import { JOB_STATUSES } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { JOB_ID } from '../jobs/job-id.ts';
import { moment } from '../schedule/moment.ts';
import { type Checked, check } from '../validation/check.ts';
import { inMs } from '../validation/fields-at.ts';
import { keptText } from './envelope.ts';
import { errorCode, period, tag, target } from './job-filter.ts';

const status = z.enum(JOB_STATUSES);

const filter = {
  status: z.union([status.transform((one) => [one]), z.array(status).min(1)]).optional(),
  recurring: z.boolean().optional(),
  product: tag.optional(),
  env: tag.optional(),
  namespace: z.enum(NAMESPACES).optional(),
  target: target.optional(),
  failing: z.boolean().optional(),
  ids: z
    .array(z.string().regex(JOB_ID, 'expected job_ and an id'))
    .min(1)
    .max(Limits.bulkIds)
    .transform((ids) => [...new Set(ids)])
    .optional(),
  error: errorCode.optional(),
  from: moment.optional(),
  to: moment.optional(),
};
const common = {
  ...filter,
  as_of: moment.optional().meta({
    description: 'only jobs that matched then: those that were made, paused or ended later are left alone',
  }),
  total: z
    .int()
    .min(0)
    .optional()
    .meta({ description: 'how many jobs the caller has counted: the progress tells it' }),
  all: z.boolean().optional(),
  dry_run: z.boolean().optional(),
  reason: keptText(Limits.reasonLength).optional(),
};

/** The bodies of bulk operations, by action. */
export const bulkSchemas = {
  cancel: bulk({}),
  pause: bulk({}),
  resume: bulk({
    include_paused_by_hand: z
      .boolean()
      .optional()
      .meta({ description: 'also jobs that were paused by hand, which else stay paused' }),
  }),
  retry: bulk({
    delay: inMs(z.int().min(0).max(Limits.delayMs)).optional(),
    new_key: z.boolean().optional(),
    rate: z.number().min(0.001).max(1000).optional(),
  }),
  delete: bulk({}),
} as const satisfies Record<BulkAction, z.ZodObject>;

function bulk<Own extends z.ZodRawShape>(own: Own) {
  return period(z.strictObject({ ...common, ...own }));
}

/** A bulk request, checked. */
export type CheckedBulk = z.output<typeof bulkSchemas.cancel> &
  z.output<typeof bulkSchemas.resume> &
  z.output<typeof bulkSchemas.retry>;

/** Reads the body of a bulk operation: one that would concern all jobs must say so, but for `pause` (docs/contract.md, 13). */
export function readBulk(action: BulkAction, body: unknown): Checked<CheckedBulk> {
  const checked = check<CheckedBulk>(bulkSchemas[action], body);
  if (!checked.ok || action === 'pause' || checked.value.all) return checked;
  const narrowed = Object.keys(filter).some(
    (name) => checked.value[name as keyof typeof filter] !== undefined,
  );
  if (narrowed) return checked;
  return {
    ok: false,
    issues: [{ path: 'all', message: 'true is expected where no filter says which jobs are meant' }],
  };
}

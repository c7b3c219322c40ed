import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import { NAMESPACES } from '../../contract/namespaces.ts';
import { moment } from '../schedule/moment.ts';
import { type Checked, check } from '../validation/check.ts';
import { keptText } from './envelope.ts';
import { tag } from './job-filter.ts';

const scope = {
  product: tag.exactOptional(),
  env: tag.exactOptional(),
  namespace: z.enum(NAMESPACES).exactOptional(),
};

/** The bodies of calls about holds. */
export const holdSchemas = {
  pauseAll: z.strictObject({
    ...scope,
    reason: keptText(Limits.holdReasonLength),
    until: moment.exactOptional(),
  }),
  resumeAll: z.strictObject(scope),
} as const;

/** A hold that is asked for, checked. */
export type CheckedPauseAll = z.output<typeof holdSchemas.pauseAll>;

/** Reads which jobs are to be held, why, and until when. */
export const readPauseAll = (body: unknown): Checked<CheckedPauseAll> => check(holdSchemas.pauseAll, body);

/** Reads whose hold is to end. */
export const readResumeAll = (body: unknown): Checked<z.output<typeof holdSchemas.resumeAll>> =>
  check(holdSchemas.resumeAll, body);

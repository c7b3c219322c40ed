import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import { commitOf } from '../jobs/audit-record.ts';
import { hashOf } from '../jobs/scope.ts';
import type { AuditPlace } from '../ports/audit-store.ts';
import { momentText, pageLimit, period, tag } from './job-filter.ts';

/** Which page of the audit trail of a job. */
export const jobAuditSchema = z.strictObject({
  limit: pageLimit,
  cursor: z
    .string()
    .max(64)
    .refine((text) => commitOf(text) !== undefined, 'not a cursor of this list')
    .optional(),
});

const PLACE = /^(\d{1,15})\.([0-9a-z]{1,7})\.([\w.]{1,64})$/;

/** Which page of the audit trail of some products and envs. */
export const auditSchema = period(
  z.strictObject({
    product: tag.optional(),
    env: tag.optional(),
    actor: z.string().min(1).max(Limits.actorLength).optional(),
    from: momentText().optional(),
    to: momentText().optional(),
    limit: pageLimit,
    cursor: z.string().regex(PLACE, 'not a cursor of this list').optional(),
  }),
);

/** What the audit trail is asked for with. */
export type CheckedAuditFilter = z.output<typeof auditSchema>;

/** A place of a list as callers see it, good for the same question only. */
export function auditCursor({ at, id }: AuditPlace, question: readonly unknown[]): string {
  return `${at}.${markOf(question)}.${id}`;
}

/** The place of a cursor; undefined for one of another question. */
export function placeOf(cursor: string, question: readonly unknown[]): AuditPlace | undefined {
  const [, at, mark, id = ''] = PLACE.exec(cursor) ?? [];
  if (mark !== markOf(question)) return undefined;
  return { at: Number(at), id };
}

const markOf = (question: readonly unknown[]) => hashOf(JSON.stringify(question)).toString(36);

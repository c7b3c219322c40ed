import type { AuditEntry, AuditPage } from '../../../contract/audit.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RequestError, validationError } from '../../errors/request-error.ts';
import { auditCursor, type CheckedAuditFilter, placeOf } from '../../input/audit-request.ts';
import { advance } from '../../jobs/advance.ts';
import { type AuditRecord, commitOf } from '../../jobs/audit-record.ts';
import { dispatchOf } from '../../jobs/record-of.ts';
import type { JobRow } from '../../jobs/row.ts';
import { type Access, type Scope, scopeKey } from '../../jobs/scope.ts';
import { undoOf } from '../../jobs/undo.ts';
import { listsFor } from '../../ports/audit-store.ts';
import { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { existingRow } from './read-jobs.ts';

/** Entries looked through for one page, where only those of an actor are asked for. */
const READ_MAX = 1000;

/** Entries read at once. */
const BATCH = 100;

/**
 * A page of the commands on a job, newest first, with whether each may still be undone. That of a one-time job's dispatch comes from its row.
 * @throws RequestError `NOT_FOUND`, `VALIDATION_ERROR` for the cursor of another job
 */
export async function getAudit(
  id: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  access: Access,
  ports: Ports,
): Promise<AuditPage> {
  const row = await existingRow(id, access, ports);
  const from = cursor === undefined ? undefined : commitOf(cursor);
  if (from && from.job_id !== id) throw noCursor();
  const below = from?.version;
  const records = await ports.audit.listOfJob(id, { limit: limit + 1, ...defined({ below }) });
  const dispatch = dispatchOf(row);
  if (dispatch && records.length <= limit && below !== 1) records.push(dispatch);
  const page = new Page<AuditEntry>(limit);
  const isWhole = records.every((record) => page.add(withUndo(record, row, ports)));
  const last = page.items.at(-1);
  return { entries: page.items, ...(!isWhole && last && { cursor: last.id }) };
}

/**
 * A page of the commands on some products and envs, newest first, with those that are about all envs or products. One with an actor may have
 * fewer entries, and a cursor, as it looks through 1 000 only.
 * @throws RequestError `VALIDATION_ERROR` for the cursor of another list
 */
export async function listAudit(
  filter: CheckedAuditFilter,
  scopes: readonly Scope[],
  access: Access,
  ports: Ports,
): Promise<AuditPage> {
  const { actor, from, to, limit, cursor } = filter;
  const question = [scopes.map(scopeKey), actor, from, to];
  let below = cursor === undefined ? undefined : placeOf(cursor, question);
  if (cursor !== undefined && !below) throw noCursor();
  const lists = listsFor(scopes);
  const page = new Page<AuditEntry>(limit);
  const wanted = actor === undefined ? Math.min(BATCH, limit + 1) : BATCH;
  for (let left = READ_MAX; scopes.length > 0 && left > 0; left -= wanted) {
    const records = await ports.audit.list({ lists, limit: wanted, ...defined({ from, to, below }) });
    for (const record of records) {
      const isMeant = (actor === undefined || record.actor.includes(actor)) && maySee(record, access);
      if (isMeant && !page.add(toEntry(record))) return { entries: page.items, ...next(below) };
      below = record;
    }
    if (records.length < wanted) return { entries: page.items };
  }
  return { entries: page.items, ...next(below) };

  function next(place: typeof below) {
    return place && { cursor: auditCursor(place, question) };
  }
}

/**
 * Whether a caller that may see some of what an entry is about may see the entry: who held all jobs is told to all whose jobs are held. A
 * webhook is told only to those who may see it, and a bulk operation, whose filter may name what belongs to others, to those who may see all
 * that it was about; the others have the entries of their own jobs.
 */
function maySee({ command, product, env, scopes }: AuditRecord, access: Access): boolean {
  if (command.endsWith('_webhook')) return access({ product, env });
  return !command.endsWith('_many') || (scopes ?? [{ product, env }]).every(access);
}

/** An entry as callers see it, without a look at its job. */
function toEntry({ nth: _nth, restore: _restore, scopes: _scopes, ...entry }: AuditRecord): AuditEntry {
  const command = undoOf(entry);
  return { ...entry, ...(command && { undo: { command } }) };
}

/** An entry with whether its command may still be undone, as the job is now. */
function withUndo(record: AuditRecord, row: JobRow, { clock, random }: Ports): AuditEntry {
  const { undo, ...entry } = toEntry(record);
  if (!undo) return entry;
  try {
    advance(row, { type: 'undo', of: record }, clock.now(), random);
    return { ...entry, undo: { ...undo, still_possible: true } };
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    return { ...entry, undo: { ...undo, still_possible: false, why_not: error.message } };
  }
}

function noCursor(): RequestError {
  return validationError([{ path: 'cursor', message: 'not a cursor of this list' }]);
}

import type { NamedSchedule, NamedSchedulePage } from '../../../contract/named-schedule.ts';
import { defined } from '../../../contract/plain-data.ts';
import { noSuch } from '../../errors/request-error.ts';
import type { Caller } from '../../jobs/caller.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { endJob, expectedRow, toNamedSchedule } from './named-job.ts';

/** One named schedule; its job may have ended. @throws RequestError `NOT_FOUND` */
export async function getSchedule(name: string, scope: Scope, ports: Ports): Promise<NamedSchedule> {
  const holder = await ports.names.find(scope, name);
  const row = holder && (await ports.jobs.get(holder.job_id));
  if (row && row.deleted_at === undefined) return toNamedSchedule(row);
  throw noSuch('schedule', name);
}

/**
 * Ends a named schedule: its job is cancelled, with its history kept, and the name is free.
 * @throws RequestError `NOT_FOUND` where there is none, NoCapacity while another call declares it
 */
export async function deleteSchedule(
  name: string,
  scope: Scope,
  reason: string,
  by: Caller,
  ports: Ports,
): Promise<void> {
  const holder = await ports.names.find(scope, name);
  if (!holder) throw noSuch('schedule', name);
  // A declaration takes the name before its job is there: the name must not go from under it.
  const row = await expectedRow(holder, name, undefined, ports);
  if (row) await endJob(row, { reason }, by, ports);
  // Last, so that one that was broken off can be asked for again.
  await ports.names.release(scope, name, holder.job_id);
}

/** A page of the named schedules of a product and env, in the order of their names; those that were deleted by their job's id are left out. */
export async function listSchedules(
  scope: Scope,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  ports: Ports,
): Promise<NamedSchedulePage> {
  const page = new Page<NamedSchedule>(limit);
  let after = cursor;
  for (;;) {
    const wanted = page.room;
    const names = await ports.names.list(scope, { limit: wanted, ...defined({ after }) });
    const rows = await Promise.all(names.map(({ holder }) => ports.jobs.get(holder.job_id)));
    for (const [index, row] of rows.entries()) {
      if (row && !isDeleted(row) && !page.add(toNamedSchedule(row)))
        return { schedules: page.items, cursor: after ?? '' };
      after = names[index]?.name ?? after;
    }
    if (names.length < wanted) return { schedules: page.items };
    if (page.room === 0 && after !== undefined) return { schedules: page.items, cursor: after };
  }
}

const isDeleted = ({ deleted_at }: JobRow) => deleted_at !== undefined;

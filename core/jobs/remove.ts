import { disarmAll } from './arm.ts';
import type { Draft } from './draft.ts';
import type { Decision } from './effects.ts';
import { assertCommand, illegal } from './transitions.ts';

/** Deletes a job with its payload and history, unless an attempt is under way, also one of a job that has ended. */
export function remove(draft: Draft): Decision {
  const { row, now } = draft;
  assertCommand(row, 'delete');
  if (row.runs.some((run) => run.lease_until !== undefined && run.lease_until > now)) {
    throw illegal(`An attempt of the job, which is ${row.status}, is running: it cannot become deleted yet.`);
  }
  return { before: [], remove: row, after: [...disarmAll(row, now), { type: 'forget' }] };
}

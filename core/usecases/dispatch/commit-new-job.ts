import type { PausedBy } from '../../../contract/job.ts';
import { advance, type JobEvent } from '../../jobs/advance.ts';
import { create, type NewJob } from '../../jobs/create.ts';
import type { Did } from '../../jobs/did.ts';
import { isInline, type Payload } from '../../jobs/payload.ts';
import type { JobRow } from '../../jobs/row.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeEffects, purge } from '../commit/execute-effects.ts';
import { answerOf } from './first-answer.ts';

/** The row that stands under a new job's id; `created` is false where it stood there before. */
interface CommittedJob {
  row: JobRow;
  created: boolean;
}

/**
 * Arms, keeps the payload where it does not ride in the row, and commits the job; the wake-up of a job that never comes removes the payload.
 * @param held by whom it is paused from its beginning
 */
export async function commitNewJob(
  job: NewJob,
  payload: Payload,
  ports: Ports,
  now: number,
  held?: PausedBy,
): Promise<CommittedJob> {
  const made = create(job, now);
  const paused = held ? advance(made.row, pauseBy(held), now, ports.random) : made;
  const ridesAlong = isInline(payload, made.row.created_by);
  const row = {
    ...made.row,
    ...paused.row,
    did: togetherDid(made.row.did, paused.row?.did),
    // The pause is not a command of its own, though it counts a version.
    ...(made.row.commanded && {
      commanded: { ...made.row.commanded, version: paused.row?.version ?? made.row.version },
    }),
    ...(ridesAlong && { inline: payload }),
  };
  await executeEffects(made.before, made.row, ports);
  if (!ridesAlong) await ports.jobs.putPayload(made.row, payload);
  const created = await ports.jobs.create(row);
  const standing: JobRow = created ? row : ((await ports.jobs.get(row.id)) ?? row);
  const result = answerOf(standing);
  // The job was dispatched, ran and was deleted while this repeat of its dispatch was on its way.
  if (isPurged(standing)) await purge(row.id, ports);
  if (created) {
    ports.telemetry({ type: 'dispatched', row, result });
    await executeEffects(paused.after, row, ports);
  }
  return { row: standing, created };
}

const pauseBy = (held: PausedBy): JobEvent => ({ type: 'pause', ...(held === 'bulk' && { bulk: true }) });

/** What the first version of a row and the next one did, where only the latter is ever stored. */
function togetherDid({ events = [], ...first }: Did = {}, later?: Did): Did {
  const all = later?.events && later.events !== events ? [...events, ...later.events] : events;
  return { ...first, events: all };
}

import type { PausedBy } from '../../../contract/job.ts';
import { advance, type JobEvent } from '../../jobs/advance.ts';
import { create, type NewJob } from '../../jobs/create.ts';
import type { Payload } from '../../jobs/payload.ts';
import type { JobRow } from '../../jobs/row.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import type { Ports } from '../../ports/ports.ts';
import { dispatchEntry } from '../../stats/entry.ts';
import { recordNewJob, recordStats } from '../../stats/record-stats.ts';
import { subscribedEvents } from '../../webhooks/webhook.ts';
import { executeEffects, purge } from '../commit/execute-effects.ts';
import { answerOf } from './first-answer.ts';

/** The row that stands under a new job's id; `created` is false where it stood there before. */
interface CommittedJob {
  row: JobRow;
  created: boolean;
}

/**
 * Arms, keeps the payload, counts the job, and commits it; the wake-up of a job that never comes removes what was counted.
 * @param held by whom it is paused from its beginning
 */
export async function commitNewJob(
  job: NewJob,
  payload: Payload,
  ports: Ports,
  now: number,
  held?: PausedBy,
): Promise<CommittedJob> {
  const subscribed = subscribedEvents(await ports.webhooks.recent(), job);
  const made = create(job, now, subscribed);
  const { row = made.row, after } = held
    ? advance(made.row, pauseBy(held), now, ports.random, subscribed)
    : made;
  await executeEffects(made.before, made.row, ports);
  await recordNewJob(made.row, payload, ports);
  const created = await ports.jobs.create(row);
  const standing: JobRow = created ? row : ((await ports.jobs.get(row.id)) ?? row);
  const result = answerOf(standing);
  if (!created) await recordStats(dispatchEntry(standing, result.status), ports);
  // The job was dispatched, ran and was deleted while this repeat of its dispatch was on its way.
  if (isPurged(standing)) await purge(row.id, ports);
  if (created) {
    ports.telemetry({ type: 'dispatched', row, result });
    await executeEffects(after, row, ports);
  }
  return { row: standing, created };
}

const pauseBy = (held: PausedBy): JobEvent => ({ type: 'pause', ...(held === 'bulk' && { bulk: true }) });

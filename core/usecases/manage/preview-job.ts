import type { SchedulePreview } from '../../../contract/preview.ts';
import { validationError } from '../../errors/request-error.ts';
import { readJobPreview } from '../../input/preview-request.ts';
import { advance } from '../../jobs/advance.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Access } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { isRecurring, type ParsedSchedule } from '../../schedule/parsed-schedule.ts';
import { previewOf } from './preview-schedule.ts';
import { existingRow } from './read-jobs.ts';

/**
 * Says what follows of a job, or with a change what would if it were rescheduled so, by the very rules of a reschedule. Nothing is changed.
 * @throws RequestError `NOT_FOUND`, and as the reschedule would `VALIDATION_ERROR` or `ILLEGAL_TRANSITION`
 */
export async function previewJob(
  id: string,
  body: unknown,
  access: Access,
  ports: Ports,
): Promise<SchedulePreview> {
  const request = readJobPreview(body);
  if (!request.ok) throw validationError(request.issues);
  const { change, count } = request.value;
  const row = await existingRow(id, access, ports);
  const now = ports.clock.now();
  const rest = (change && advance(row, change, now, ports.random).row) ?? row;
  const { nearBound } = ports.settings;
  const next = rest.next_run_at;
  // A paused job continues from now.
  if (next !== null)
    return previewOf(leftOf(rest), rest.status === 'paused' ? Math.max(next, now) : next, count, nearBound);
  const { ends: _ends, ...preview } = previewOf(rest.schedule, now, 0, nearBound);
  return { ...preview, warnings: [], price: { usd: 0, runs: 0, ticks: 0, basis: 'No run follows.' } };
}

/** The schedule of a job with the runs that its limit leaves. */
function leftOf({ schedule, execution_count }: JobRow): ParsedSchedule {
  if (!isRecurring(schedule) || schedule.limit === undefined) return schedule;
  return { ...schedule, limit: schedule.limit - execution_count };
}

import type { ScheduleChange } from '../../../contract/named-schedule.ts';
import { defined } from '../../../contract/plain-data.ts';
import { canonicalJson } from '../../input/plain-json.ts';
import type { NewJob } from '../../jobs/create.ts';
import type { Payload } from '../../jobs/payload.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { RecurringSchedule } from '../../schedule/parsed-schedule.ts';
import { cutText } from '../../text/bounds.ts';
import type { AcceptedDeclaration } from './read-declaration.ts';

/** At most this many changes are told of a schedule, each with texts of this length at most, as a set has hundreds of schedules. */
const CHANGES_MAX = 10;
const TEXT_MAX = 120;

/**
 * What a declaration says otherwise than what stands, by the fields of a dispatch; the first ten. The token of a session is not told.
 * @param hasStart whether it says when it begins: an interval that does not keeps its rhythm
 */
export function changesOf(
  row: JobRow,
  standing: Payload | null,
  { job, payload }: AcceptedDeclaration,
  hasStart: boolean,
): ScheduleChange[] {
  const from = declaredBy(row, standing, hasStart);
  return differences(from, declaredBy(job, payload, hasStart), '').slice(0, CHANGES_MAX);
}

type Told = Record<string, unknown>;

function declaredBy(
  {
    target,
    schedule,
    retry,
    timeout,
    fairness_key,
    expected_duration,
  }: Pick<NewJob, 'target' | 'retry' | 'timeout' | 'fairness_key' | 'expected_duration'> &
    Pick<JobRow, 'schedule'>,
  payload: Payload | null,
  hasStart: boolean,
): Told {
  const { retries, ...retryConfig } = retry;
  const { input, cache, session } = payload ?? {};
  return {
    target,
    input,
    schedule: schedule.kind === 'once' ? {} : scheduleFields(schedule, hasStart),
    retries,
    retryConfig,
    timeout,
    fairness_key,
    expectedDuration: expected_duration,
    cache,
    session: session?.tag,
  };
}

/** The schedule as it is declared: moments are Unix ms. */
function scheduleFields(schedule: RecurringSchedule, hasStart: boolean): Told {
  const { end: endDate, limit, overlap, missed, precision } = schedule;
  const rest = { endDate, limit, overlap, missed, precision };
  if (schedule.kind === 'every')
    return { every: schedule.every, ...(hasStart && { start_at: schedule.anchor }), ...rest };
  return { cron: schedule.cron, tz: schedule.tz, start_at: schedule.start, ...rest };
}

/** The fields that differ, those of objects by their own names. */
function differences(from: unknown, to: unknown, path: string): ScheduleChange[] {
  if (isFields(from) && isFields(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) =>
      differences(ownField(from, name), ownField(to, name), path ? `${path}.${name}` : name),
    );
  }
  const [before, after] = [textOf(from), textOf(to)];
  if (before === after) return [];
  const [was, is] = [before, after].map((text) => text && cutText(text, TEXT_MAX));
  return [{ path: cutText(path, TEXT_MAX), ...defined({ from: was, to: is }) }];
}

/** Names are callers': some of them every object has. */
const ownField = (fields: Told, name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined);

const textOf = (value: unknown) => (value === undefined ? undefined : canonicalJson(value));

function isFields(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { SchedulePreview } from '../../../contract/preview.ts';
import { validationError } from '../../errors/request-error.ts';
import { readPreview } from '../../input/preview-request.ts';
import { firstOccurrence, nextOccurrence } from '../../schedule/occurrences.ts';
import { isRecurring, type ParsedSchedule, type RecurringSchedule } from '../../schedule/parsed-schedule.ts';
import { countAhead } from '../../schedule/preview/count-ahead.ts';
import { type End, endOf } from '../../schedule/preview/end-of.ts';
import { previewMoment } from '../../schedule/preview/moment-text.ts';
import { type Amounts, PRICED, priceAhead, priceOfOne } from '../../schedule/preview/price-ahead.ts';
import { readingOf } from '../../schedule/preview/reading.ts';
import { transportOf } from '../../schedule/preview/transport-of.ts';
import { warningsOf } from '../../schedule/preview/warnings.ts';

/**
 * Says what a schedule means without making a job.
 * @param nearBound how far ahead a message alone is trusted with a wake-up, ms
 * @throws RequestError naming every mistake
 */
export function previewSchedule(body: unknown, now: number, nearBound: number): SchedulePreview {
  const request = readPreview(body, now);
  if (!request.ok) throw validationError(request.issues);
  const { schedule, from, count } = request.value;
  return previewOf(schedule, from, count, nearBound);
}

/** What a schedule means from a moment on, Unix ms, with at most `count` occurrences. */
export function previewOf(
  schedule: ParsedSchedule,
  from: number,
  count: number,
  nearBound: number,
): SchedulePreview {
  const tz = schedule.kind === 'cron' ? schedule.tz : 'UTC';
  const end = isRecurring(schedule) ? endOf(schedule, from) : undefined;
  return {
    from,
    recurring: isRecurring(schedule),
    tz,
    reading: readingOf(schedule, from),
    occurrences: nextOnes(schedule, from, count).map((at) => ({
      ...previewMoment(at, tz),
      ...(end && end.at === at && { ends_by: end.by }),
    })),
    ...(end && { ends: { by: end.by, ...(end.at !== undefined && previewMoment(end.at, tz)) } }),
    warnings: warningsOf(schedule, from, end),
    transport: transportOf(schedule, from, nearBound),
    price: isRecurring(schedule)
      ? priceAhead(schedule, amountsOf(schedule, from, end), nearBound)
      : priceOfOne(schedule, from, nearBound),
  };
}

function nextOnes(schedule: ParsedSchedule, from: number, count: number): number[] {
  const most = Math.min(count, (isRecurring(schedule) ? schedule.limit : undefined) ?? count);
  const found: number[] = [];
  let next = firstOccurrence(schedule, from);
  while (next !== null && found.length < most) {
    found.push(next);
    next = nextOccurrence(schedule, next);
  }
  return found;
}

function amountsOf(schedule: RecurringSchedule, from: number, end: End | undefined): Amounts {
  const first = firstOccurrence(schedule, from) ?? from;
  // EventBridge begins with the first occurrence. A limit that is reached so soon is the end.
  const until = Math.min(from + PRICED - 1, end?.at ?? Number.POSITIVE_INFINITY);
  const runs = countAhead(schedule, from, until)(until);
  return { runs, active: Math.max(0, until + 1 - first) };
}

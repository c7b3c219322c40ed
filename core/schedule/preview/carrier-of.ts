import type { SchedulePreview } from '../../../contract/preview.ts';
import { beatOf } from '../beat.ts';
import { carrierFor } from '../carrier.ts';
import { isRecurring, type Timetable } from '../timetable.ts';

/** How AWS would wake a job dispatched `now`; `nearBound` is how far ahead a message alone is trusted with it, ms. */
export function carrierOf(table: Timetable, now: number, nearBound: number): SchedulePreview['carrier'] {
  if (isRecurring(table)) {
    const { native, expressions, timezone } = beatOf(table);
    return {
      by: native ? 'native' : 'coarse',
      expressions,
      ...(timezone !== undefined && { timezone }),
    };
  }
  const carrier = carrierFor(table.at, now, nearBound, table.precision === 'second');
  return carrier.via === 'queue'
    ? { by: 'queue', expressions: [] }
    : { by: 'one-time', expressions: [carrier.expression], timezone: 'UTC' };
}

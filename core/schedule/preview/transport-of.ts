import { defined } from '../../../contract/plain-data.ts';
import type { SchedulePreview } from '../../../contract/preview.ts';
import { isRecurring, type ParsedSchedule } from '../parsed-schedule.ts';
import { tickOf } from '../tick.ts';
import { transportFor } from '../transport.ts';

/** How AWS would wake a job dispatched `now`; `nearBound` is how far ahead a message alone is trusted with it, ms. */
export function transportOf(
  schedule: ParsedSchedule,
  now: number,
  nearBound: number,
): SchedulePreview['transport'] {
  if (isRecurring(schedule)) {
    const { native, expressions, timezone } = tickOf(schedule);
    return {
      by: native ? 'native' : 'coarse',
      expressions,
      ...defined({ timezone }),
    };
  }
  const transport = transportFor(schedule.at, now, nearBound, schedule.precision === 'second');
  return transport.via === 'queue'
    ? { by: 'queue', expressions: [] }
    : { by: 'one-time', expressions: [transport.expression], timezone: 'UTC' };
}

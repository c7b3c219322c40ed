import { useState } from 'preact/hooks';
import type { ScheduleCalendar } from '../../contract/preview.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { ductape } from '../api/client.ts';
import { useLive } from '../api/live.ts';
import { Year } from '../charts/year.tsx';
import { Panel } from './small.tsx';
import { Loaded } from './states.tsx';

/** A year changes with the schedule, which is asked for anew then. */
const SELDOM_MS = 3_600_000;

/** The days of the year on which a schedule that is right runs, and what changes of the clock do to it. */
export function YearPanel({ schedule }: { schedule: Schedule }) {
  const [year, setYear] = useState<number | undefined>(undefined);
  const key = `year ${year ?? ''} ${JSON.stringify(schedule)}`;
  const calendar = useLive<ScheduleCalendar>(key, () => ductape.jobs.getCalendar(schedule, year), SELDOM_MS);
  const shown = calendar.data.value?.year;
  const other = shown === undefined ? undefined : year === undefined ? shown + 1 : shown - 1;
  return (
    <Panel
      title="The year"
      subtitle={shown}
      aside={
        other !== undefined && (
          <button type="button" class="btn" onClick={() => setYear(year === undefined ? other : undefined)}>
            Show {other}
          </button>
        )
      }
    >
      <Loaded live={calendar}>{(found) => <Year calendar={found} />}</Loaded>
    </Panel>
  );
}

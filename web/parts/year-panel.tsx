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
  const key = `year ${JSON.stringify(schedule)}`;
  const calendar = useLive<ScheduleCalendar>(key, () => ductape.jobs.getCalendar(schedule), SELDOM_MS);
  return (
    <Panel title="The year">
      <Loaded live={calendar}>{(found) => <Year calendar={found} />}</Loaded>
    </Panel>
  );
}

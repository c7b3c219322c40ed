import type { Job } from '../../../contract/job.ts';
import { Occurrences, Warnings } from '../../parts/occurrences.tsx';
import { block, line, Panel, Time } from '../../parts/small.tsx';
import { Loading } from '../../parts/states.tsx';
import { YearPanel } from '../../parts/year-panel.tsx';
import { hasRest, restOf, useRest } from '../../state/schedule-of.ts';
import { interval } from '../../text/format.ts';

const SHOWN = 10;

/** The schedule of a job in plain English, with the next times and what may not be meant. */
export function ScheduleOfJob({ job }: { job: Job }) {
  const { preview, error } = useRest(job, SHOWN);
  const raw =
    job.cron === undefined
      ? job.every === undefined
        ? undefined
        : `every ${interval(job.every)}`
      : `${job.cron} · ${job.tz ?? 'UTC'}`;
  return (
    <Panel
      place="second"
      title="Schedule"
      subtitle={job.status === 'paused' || job.held ? 'if it were resumed now' : undefined}
    >
      {!job.recurring && (
        <p>
          Once, at <Time at={job.next_run_at ?? job.scheduled_at} zone={job.tz} />
        </p>
      )}
      {preview && <p>{block(preview.reading)}</p>}
      {raw !== undefined && <p class="mono t3 wrap">{line(raw)}</p>}
      {error !== undefined && <p class="refused wrap">{block(error)}</p>}
      {hasRest(job) && preview === undefined && error === undefined && <Loading rows={5} />}
      {preview && (
        <>
          <Warnings warnings={preview.warnings} />
          <Occurrences preview={preview} name="Next runs" />
        </>
      )}
      {job.recurring && !hasRest(job) && <p class="t3">No run follows.</p>}
    </Panel>
  );
}

/** The year of a recurring job of which runs follow. */
export function YearOfJob({ job }: { job: Job }) {
  const rest = restOf(job);
  return rest === undefined ? null : <YearPanel key={JSON.stringify(rest)} schedule={rest} />;
}

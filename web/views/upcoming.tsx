import type { Upcoming, UpcomingJob } from '../../contract/upcoming.ts';
import { Timeline } from '../charts/timeline.tsx';
import { Chip, line, Panel, Time } from '../parts/small.tsx';
import { Empty } from '../parts/states.tsx';
import { addressOf } from '../router.ts';
import { now } from '../state/clock.ts';
import { holdsHere } from '../state/holds.ts';
import { counted } from '../text/format.ts';
import { type Sign, shortId } from '../text/words.ts';
import { FirstJob } from './first-job.tsx';

/** What is shown of a list here. */
const SHOWN = 8;

/** When a job is due first, Unix ms. */
export const firstOf = ({ times: [first], retry_at }: UpcomingJob) =>
  Math.min(first ?? Number.POSITIVE_INFINITY, retry_at ?? Number.POSITIVE_INFINITY);

/** What runs within the next hour, as a line and as a list. */
export function Next(props: { upcoming: Upcoming; later: UpcomingJob | undefined; isAny: boolean }) {
  const { upcoming, later, isAny } = props;
  const coming = upcoming.jobs.filter((job) => firstOf(job) >= now.value - 1000);
  const runs = coming.reduce(
    (sum, { times, count: all = times.length, retry_at }) => sum + all + (retry_at === undefined ? 0 : 1),
    0,
  );
  const subtitle = `within an hour: ${counted(coming.length, 'job')}${upcoming.more ? ' at least' : ''}, ${counted(runs, 'run')}`;
  return (
    <Panel title="What runs next" subtitle={subtitle} flush>
      {!isAny && <FirstJob />}
      {isAny && coming.length === 0 && (
        <Empty title="Nothing is due within an hour.">
          {later && (
            <p>
              <a href={addressOf(`/jobs/${later.id}`)}>{line(later.name ?? later.target)}</a> is next:{' '}
              <Time at={firstOf(later)} />
            </p>
          )}
        </Empty>
      )}
      {holdsHere().length > 0 && (
        <p class="pb t3">
          What a pause keeps back is not here once its time has passed: it follows when that ends.
        </p>
      )}
      {coming.length > 0 && (
        <>
          <div class="pb">
            <Timeline jobs={coming} now={now.value} />
          </div>
          <ul class="rows">
            {coming.slice(0, SHOWN).map((job) => (
              <li key={job.id}>
                <Chip {...signOf(job)} />
                <span>
                  <a href={addressOf(`/jobs/${job.id}`)} data-row>
                    {line(job.name ?? job.target)}
                  </a>{' '}
                  <span class="mono t3">{shortId(job.id)}</span>
                </span>
                <span class="sub detail">
                  <Time at={firstOf(job)} /> {often(job)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function signOf({ held, times, retry_at }: UpcomingJob): Sign {
  if (held) return { look: 'pause', word: 'Held' };
  const isRetry = retry_at !== undefined && retry_at <= (times[0] ?? retry_at);
  return isRetry ? { look: 'wait', word: 'Waiting to retry' } : { look: 'plan', word: 'Scheduled' };
}

/** How often a job runs within the hour, where that is more than once. */
const often = ({ times, count: all = times.length, last }: UpcomingJob) =>
  all > 1 || last !== undefined ? `and ${counted(all - 1, 'time')} more` : '';

import type { UpcomingJob } from '../../contract/upcoming.ts';
import { line } from '../parts/small.tsx';
import { counted } from '../text/format.ts';
import { useWidth } from './width.ts';

const HOUR = 3_600_000;
const AXIS = 44;
const EDGE = 8;

const nameOf = ({ name, target, held }: UpcomingJob) => `${name ?? target}${held ? ', held' : ''}`;

/** Dots closer than this, px, are a band. */
const DENSE = 5;
/** Lanes of jobs that run often; others are dots. */
const LANES = 3;

/** What runs within an hour: a band for each of the jobs that run most often, and dots on a line for others; those of one moment stand on each other. */
export function Timeline({ jobs, now }: { jobs: readonly UpcomingJob[]; now: number }) {
  const { ref, width } = useWidth();
  const inner = Math.max(width - 2 * EDGE, 1);
  const xOf = (at: number) => EDGE + Math.round((Math.min(Math.max(at - now, 0), HOUR) / HOUR) * inner);
  const isDense = ({ times, last = times.at(-1) ?? 0, count = times.length }: UpcomingJob) =>
    times.length > 2 && xOf(last) - xOf(times[0] ?? 0) < DENSE * count;
  // Of one that is due more often than it is told of, dots would end before it does.
  const isMore = ({ times, last }: UpcomingJob) => last !== undefined && last > (times.at(-1) ?? last);
  const bands = jobs.filter((job) => isDense(job) || isMore(job)).slice(0, LANES);
  const stacked = new Map<number, number>();
  const dots = jobs
    .filter((job) => !bands.includes(job))
    .flatMap((job) => [
      ...job.times.map((at) => ({ job, at, isRetry: false })),
      ...(job.retry_at === undefined ? [] : [{ job, at: job.retry_at, isRetry: true }]),
    ])
    .map(({ job, at, isRetry }) => {
      const x = xOf(at);
      const column = Math.round(x / 8);
      const level = stacked.get(column) ?? 0;
      stacked.set(column, level + 1);
      return { job, at, isRetry, x, level };
    })
    .filter(({ level }) => level < 5);
  const marks = width < 480 ? [0, 20, 40] : [0, 10, 20, 30, 40, 50];
  return (
    <figure ref={ref}>
      <svg
        width={width}
        height={AXIS + 24 + bands.length * 18}
        role="img"
        aria-label={`${counted(jobs.length, 'job')} ${jobs.length === 1 ? 'runs' : 'run'} within the next hour.`}
      >
        <path d={`M${EDGE} 44H${width - EDGE}`} class="axis" />
        {marks.map((minutes) => {
          const x = EDGE + (minutes / 60) * inner;
          return (
            <g key={minutes}>
              <path d={`M${x} 40v8`} class="axis" />
              <text x={x} y={AXIS + 16} text-anchor={minutes === 0 ? 'start' : 'middle'}>
                {minutes === 0 ? 'now' : `+${minutes} min`}
              </text>
            </g>
          );
        })}
        {bands.map((job, lane) => {
          const [first = now] = job.times;
          const left = xOf(first);
          const right = xOf(job.last ?? job.times.at(-1) ?? first);
          return (
            <g
              key={job.id}
              class={job.held ? 'm-pause' : ''}
              transform={`translate(0,${AXIS + 26 + lane * 18})`}
            >
              <title>{nameOf(job)}</title>
              <rect x={left} width={Math.max(right - left, 8)} height="14" rx="3" class="band" />
              <text x={left + 6} y="11" class="on-band">
                {line(nameOf(job), Math.max(8, Math.floor((right - left) / 8)))}
              </text>
            </g>
          );
        })}
        {dots.map(({ job, at, isRetry, x, level }) => (
          <circle
            key={`${job.id} ${at} ${isRetry}`}
            cx={x}
            cy={Math.max(6, AXIS - 6 - 8 * level)}
            r="3.5"
            class={job.held ? 'dot m-pause' : isRetry ? 'dot m-wait' : 'dot'}
          >
            <title>{nameOf(job)}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

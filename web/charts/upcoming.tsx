import type { Job } from '../../contract/job.ts';
import { counted } from '../text/format.ts';
import { nextOf, titleOf } from '../text/words.ts';
import { useWidth } from './width.ts';

const HOUR = 3_600_000;
const HIGH = 64;
const EDGE = 8;

/** The next run of each job within an hour, as dots on a line; those of one moment stand on each other. */
export function Upcoming({ jobs, now }: { jobs: readonly Job[]; now: number }) {
  const { ref, width } = useWidth();
  const soon = jobs.flatMap((job) => {
    const at = nextOf(job);
    return at === undefined || at - now > HOUR || at < now ? [] : [{ job, at }];
  });
  const inner = Math.max(width - 2 * EDGE, 1);
  const stacked = new Map<number, number>();
  const dots = soon.map(({ job, at }) => {
    const x = EDGE + Math.round(((at - now) / HOUR) * inner);
    const column = Math.round(x / 8);
    const level = stacked.get(column) ?? 0;
    stacked.set(column, level + 1);
    return { job, x, y: Math.max(6, 38 - 8 * level) };
  });
  const marks = width < 480 ? [0, 20, 40] : [0, 10, 20, 30, 40, 50];
  return (
    <figure ref={ref}>
      <svg
        width={width}
        height={HIGH}
        role="img"
        aria-label={`${counted(soon.length, 'job')} of those below have their next run within an hour.`}
      >
        <path d={`M${EDGE} 44H${width - EDGE}`} class="axis" />
        {marks.map((minutes) => {
          const x = EDGE + (minutes / 60) * inner;
          return (
            <g key={minutes}>
              <path d={`M${x} 40v8`} class="axis" />
              <text x={x} y="60" text-anchor={minutes === 0 ? 'start' : 'middle'}>
                {minutes === 0 ? 'now' : `+${minutes} min`}
              </text>
            </g>
          );
        })}
        {dots.map(({ job, x, y }) => (
          <circle
            key={job.id}
            cx={x}
            cy={y}
            r="3.5"
            class={job.next_attempt_at === undefined ? 'dot' : 'dot m-wait'}
          >
            <title>{titleOf(job)}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

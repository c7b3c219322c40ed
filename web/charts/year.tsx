import type { ScheduleCalendar } from '../../contract/preview.ts';
import { Scroll } from '../parts/small.tsx';
import { now } from '../state/clock.ts';
import { counted } from '../text/format.ts';

const DAY = 86_400_000;
const PITCH = 13;
const SIDE = 11;
/** Weekdays are rows from Monday on, and months stand over them, px. */
const TOP = 18;
/** Of a shade of one hue. */
const SHADES = 5;

/** A year of a schedule, a square for each day: the darker, the more runs; those on which the clock changes what runs have a mark. */
export function Year({ calendar: { year, tz, days, changes } }: { calendar: ScheduleCalendar }) {
  const first = Date.UTC(year, 0, 1);
  // Monday is the first row.
  const shift = (new Date(first).getUTCDay() + 6) % 7;
  const most = Math.max(1, ...days);
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: tz, dateStyle: 'short' });
  const changed = new Map(changes.map((change) => [dayOf.format(change.at ?? 0), change]));
  const today = dayOf.format(now.value);
  const total = days.reduce((sum, runs) => sum + runs, 0);
  const busy = days.filter((runs) => runs > 0).length;
  const weeks = Math.ceil((days.length + shift) / 7);
  const message = `${counted(total, 'run')} to come in ${year}, on ${counted(busy, 'day')}; ${counted(changes.length, 'change')} of the clock touch them.`;
  return (
    <Scroll name={`The year ${year}`}>
      <svg width={weeks * PITCH} height={TOP + 7 * PITCH} role="img" aria-label={message}>
        {Array.from({ length: 12 }, (_, month) => {
          const day = (Date.UTC(year, month, 1) - first) / DAY + shift;
          return (
            <text key={month} x={Math.floor(day / 7) * PITCH} y="10">
              {new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(
                Date.UTC(year, month, 15),
              )}
            </text>
          );
        })}
        {days.map((runs, index) => {
          const date = new Date(first + index * DAY).toISOString().slice(0, 10);
          const change = changed.get(date);
          const [column, row] = [Math.floor((index + shift) / 7), (index + shift) % 7];
          const shade = runs === 0 ? 0 : Math.max(1, Math.ceil((runs / most) * SHADES));
          return (
            <g key={date} transform={`translate(${column * PITCH},${TOP + row * PITCH})`}>
              <title>{`${date}: ${date < today ? 'over' : counted(runs, 'run')}${change ? `. ${change.message}` : ''}`}</title>
              <rect width={SIDE} height={SIDE} rx="2" class={`day d${shade}`} />
              {change && (
                <path d={change.code === 'DST_GAP' ? 'M5 0h6v6z' : 'M5 0h6v6zM0 5v6h6z'} class="turn" />
              )}
            </g>
          );
        })}
      </svg>
      <p class="t3">
        {counted(total, 'run')} to come on {counted(busy, 'day')} of {year}.
      </p>
    </Scroll>
  );
}

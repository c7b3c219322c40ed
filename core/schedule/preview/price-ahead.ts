import type { SchedulePreview } from '../../../contract/preview.ts';
import { DAY, MINUTE } from '../../time/units.ts';
import { cronFields } from '../cron-fields.ts';
import type { OneTimeSchedule, RecurringSchedule } from '../parsed-schedule.ts';
import { type Priced, priceOf } from '../price.ts';
import { COARSE_PERIOD, tickOf } from '../tick.ts';

/** What a price is for, ms: 30 days. */
export const PRICED = 30 * DAY;

/** What stands for a recurring schedule in the next 30 days. */
export interface Amounts {
  /** Runs in that time. */
  runs: number;
  /** How much of that time the schedule lasts, ms. */
  active: number;
}

/** What a one-time job costs, USD, whenever it runs. */
export function priceOfOne(
  { at }: OneTimeSchedule,
  now: number,
  nearBound: number,
): SchedulePreview['price'] {
  const far = at - now > nearBound ? 1 : 0;
  return price('oneTime', 1, far, 'A one-time job, dispatched and run once, whenever that is');
}

/** What a recurring schedule costs in the next 30 days, USD: each run, and each wake-up by EventBridge beside it. */
export function priceAhead(
  schedule: RecurringSchedule,
  { runs, active }: Amounts,
  nearBound: number,
): SchedulePreview['price'] {
  const ticks = tickOf(schedule).native ? runs : Math.ceil(active / COARSE_PERIOD);
  if (schedule.precision === 'minute')
    return price('minuteRun', runs, ticks, 'Runs with minute precision in the next 30 days');
  const timers = Math.round(runs * farShare(schedule, nearBound));
  return price('run', runs, ticks + timers, 'Runs in the next 30 days');
}

function price(what: Priced, runs: number, ticks: number, kind: string): SchedulePreview['price'] {
  const usd = runs * priceOf(what) + ticks * priceOf('wakeUp');
  const basis =
    `${kind}: ${runs} at $${perMillion(what)} per million; wake-ups by EventBridge: ${ticks} at $${perMillion('wakeUp')} per million; ` +
    'at us-east-1 prices, if every occurrence runs and succeeds at once. Left out: what the work itself takes beyond ' +
    'a quick call, retries, calls of the API, logs, and free tiers.';
  return { usd: Number(usd.toPrecision(4)), runs, ticks, basis };
}

const perMillion = (what: Priced) => (priceOf(what) * 1e6).toFixed(1);

/** The share of occurrences that come so long after the one before that EventBridge brings a wake-up of their own. */
function farShare(schedule: RecurringSchedule, nearBound: number): number {
  if (schedule.kind === 'every') return schedule.every > nearBound ? 1 : 0;
  const { hour, minute, second } = cronFields(schedule.cron);
  const inMinute = second.filter(Boolean).length;
  const minutes = hour.flatMap((on, h) =>
    on ? minute.flatMap((each, m) => (each ? [h * 60 + m] : [])) : [],
  );
  const far = minutes.filter((at, i) => {
    const before = minutes[i - 1] ?? (minutes.at(-1) ?? 0) - 1440;
    return (at - before) * MINUTE > nearBound;
  });
  return far.length / (minutes.length * inMinute);
}

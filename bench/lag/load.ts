import { MINUTE, SECOND } from '../../core/time/units.ts';

/** What kinds of jobs a load has; those that warm up are not counted. */
export const KINDS = ['near', 'far', 'every second', 'every minute'] as const;

/** One of {@link KINDS}, or a job that warms up. */
export type Kind = (typeof KINDS)[number] | 'warm-up';

/** A job to dispatch; times are Unix ms. */
export interface LoadJob {
  /** Letters and digits. */
  key: string;
  kind: Kind;
  schedule:
    | { at: number }
    | { everyMs: number; from: number; runs: number }
    | { from: number; until: number };
}

/** Jobs that are dispatched at one moment, some at a time. */
export interface Step {
  at: number;
  jobs: LoadJob[];
}

/** What is dispatched when, and until when all of it has run. */
export interface Load {
  steps: Step[];
  end: number;
}

const ONE_TIME = 500;
const WARM_UP = 200;
const RECURRING = 3;
/** The one-time jobs are due within this, ms: 50 a second. */
const WINDOW = 20 * SECOND;
/** Far jobs lie beyond the lowered near bound, and far enough that a schedule 60 s late is still in time. */
const FAR = 125 * SECOND;
const NEAR = 50 * SECOND;

/** From one load's start to the next one's, ms; whole minutes, so that the minute's beginnings lie alike in each. */
export const LOAD_PERIOD = 3 * MINUTE;
/** The near bound of the deployment under this load, s, so that far jobs are carried by schedules. */
export const NEAR_BOUND_SECONDS = 60;

/** The load that begins at `origin`: equal ones for equal origins, shifted ones for others. */
export function loadFrom(origin: number): Load {
  const window = origin + FAR;
  const spread = (kind: Kind, name: string, from: number, stepMs: number, count: number): LoadJob[] =>
    Array.from({ length: count }, (_, i) => ({
      key: `${name}${i}`,
      kind,
      schedule: { at: Math.round(from + i * stepMs) },
    }));
  const recurring = (kind: Kind, name: string, schedule: (i: number) => LoadJob['schedule']): LoadJob[] =>
    Array.from({ length: RECURRING }, (_, i) => ({ key: `${name}${i}`, kind, schedule: schedule(i) }));

  const soon = Math.ceil((window - 40 * SECOND) / SECOND) * SECOND;
  const steps = [
    { at: origin, jobs: spread('warm-up', 'warm', origin + 5 * SECOND, 10, WARM_UP) },
    {
      at: origin,
      jobs: recurring('every minute', 'minute', () => ({
        from: origin + 20 * SECOND,
        until: window + WINDOW,
      })),
    },
    { at: origin, jobs: spread('far', 'far', window, WINDOW / ONE_TIME, ONE_TIME) },
    // Before the near ones, which take a busy machine long to dispatch: what starts in the past is not made up.
    {
      at: window - NEAR,
      jobs: recurring('every second', 'second', (i) => ({
        everyMs: SECOND,
        from: soon + i * 300,
        runs: 40,
      })),
    },
    { at: window - NEAR, jobs: spread('near', 'near', window + 20, WINDOW / ONE_TIME, ONE_TIME) },
  ];
  return { steps, end: window + WINDOW };
}

/** When a job is due. */
export function occurrencesOf({ schedule }: LoadJob): number[] {
  if ('at' in schedule) return [schedule.at];
  if ('everyMs' in schedule)
    return Array.from({ length: schedule.runs }, (_, k) => schedule.from + k * schedule.everyMs);
  const first = Math.ceil(schedule.from / MINUTE) * MINUTE;
  const count = Math.floor((schedule.until - first) / MINUTE) + 1;
  return Array.from({ length: count }, (_, k) => first + k * MINUTE);
}

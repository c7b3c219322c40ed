import type { Shape } from '../../core/formats/shape.ts';
import type { ParsedSchedule } from '../../core/schedule/parsed-schedule.ts';

/** A short name for every field, but those that keep their own: a new field needs one before it compiles. */
export type Short<T, Kept extends string = never> = Record<
  Exclude<T extends T ? keyof T : never, Kept>,
  string
>;

const recurring =
  <T>(value: T) =>
  ({ kind }: Record<string, unknown>) =>
    kind === 'once' ? undefined : value;

/** A schedule in a row. */
export const SCHEDULE: Shape = {
  names: {
    kind: 'k',
    precision: 'p',
    at: 't',
    cron: 'c',
    tz: 'z',
    start: 's',
    every: 'v',
    anchor: 'a',
    end: 'e',
    limit: 'l',
    overlap: 'o',
    missed: 'm',
  } satisfies Short<ParsedSchedule>,
  defaults: {
    precision: 'second',
    tz: ({ kind }) => (kind === 'cron' ? 'UTC' : undefined),
    overlap: recurring('skip'),
    missed: recurring('latest'),
  },
};

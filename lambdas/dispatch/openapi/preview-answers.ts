import { z } from 'zod';
import { END_CAUSES, TRANSPORTS, WARNING_CODES } from '../../../contract/preview.ts';
import { count, time } from './job-answers.ts';

const warning = z.strictObject({
  code: z.enum(WARNING_CODES),
  message: z.string(),
  at: time.optional(),
  suggested: z
    .strictObject({ cron: z.string().optional(), every: count.optional() })
    .optional()
    .meta({ description: 'what to write instead' }),
});

const moment = { at: time, utc: z.string(), local: z.string() };
const endCause = z.enum(END_CAUSES);

export const schedulePreview = z.strictObject({
  from: time,
  recurring: z.boolean(),
  tz: z.string(),
  reading: z.string().meta({ description: 'in plain English' }),
  occurrences: z.array(z.strictObject({ ...moment, ends_by: endCause.optional() })),
  ends: z
    .strictObject({
      by: endCause,
      at: time.optional(),
      utc: z.string().optional(),
      local: z.string().optional(),
    })
    .optional()
    .meta({ description: 'what ends it, and the last run where it can be told' }),
  warnings: z.array(warning),
  transport: z.strictObject({
    by: z.enum(TRANSPORTS),
    expressions: z.array(z.string()).meta({ description: 'of EventBridge Scheduler' }),
    timezone: z.string().optional(),
  }),
  price: z.strictObject({
    usd: z.number().meta({ description: 'for the next 30 days' }),
    runs: count,
    ticks: count,
    basis: z.string(),
  }),
});

export const scheduleCalendar = z.strictObject({
  year: z.int(),
  tz: z.string(),
  days: z.array(count).meta({ description: 'runs on each day of the year, from 1 January on' }),
  changes: z.array(warning).meta({ description: 'of the clock, that move, drop or double a run' }),
});

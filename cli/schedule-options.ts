import type { Command } from 'commander';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../contract/schedule.ts';
import type { Schedule } from '../sdk/index.ts';
import { oneOf, readDuration, readInteger, readMoment } from './values.ts';

/** What a schedule is given with on the command line. */
export interface ScheduleOptions {
  at?: number | string;
  cron?: string;
  every?: number;
  limit?: number;
  end?: number | string;
  tz?: string;
  overlap?: Schedule['overlap'];
  missed?: Schedule['missed'];
  precision?: Schedule['precision'];
}

/** Adds the options of a schedule to a command. */
export function withSchedule(command: Command): Command {
  return command
    .option(
      '--at <moment>',
      "first moment it may run: ISO 8601, Unix ms, or +5m from the API's now",
      readMoment,
    )
    .option('--cron <expression>', 'five fields, six with leading seconds, seven with a year')
    .option('--every <duration>', 'interval: 90s, 5m, 1h, 2d, or ms', readDuration)
    .option('--limit <runs>', 'at most this many runs', readInteger)
    .option('--end <moment>', 'no occurrence after it', readMoment)
    .option('--tz <zone>', 'IANA zone of the cron, and of moments without an offset')
    .option('--overlap <policy>', OVERLAP_POLICIES.join(', '), oneOf(...OVERLAP_POLICIES))
    .option('--missed <policy>', MISSED_POLICIES.join(', '), oneOf(...MISSED_POLICIES))
    .option('--precision <precision>', PRECISIONS.join(', '), oneOf(...PRECISIONS));
}

/** The schedule that the options describe, without what was not given. */
export function scheduleOf({
  at,
  cron,
  every,
  limit,
  end,
  tz,
  overlap,
  missed,
  precision,
}: ScheduleOptions): Schedule {
  const fields = { start_at: at, cron, every, limit, endDate: end, tz, overlap, missed, precision };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

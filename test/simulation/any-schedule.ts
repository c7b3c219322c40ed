import type { Chance } from '../../bench/virtual/chance.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time/units.ts';

/** A schedule of any kind with a bounded number of occurrences. */
export function anySchedule(chance: Chance, now: number): { schedule?: Schedule; lasts: number } {
  const policies = {
    overlap: chance.pick(['skip', 'allow', 'queue'] as const),
    missed: chance.pick(['latest', 'skip', 'all'] as const),
    precision: chance.pick(['second', 'second', 'minute'] as const),
  };
  const period = chance.pick([SECOND, 30 * SECOND, MINUTE, 90 * SECOND, HOUR, DAY, 7 * DAY]);
  const count = chance.between(2, 25);
  const lasts = Math.max(10 * MINUTE, period * count);
  const bound = chance.happens(0.5) ? { limit: count } : { endDate: now + 3 * MINUTE + period * count };
  switch (chance.between(0, 4)) {
    case 0:
      return { lasts: 10 * MINUTE };
    case 1: {
      const ahead = chance.pick([500, 5 * SECOND, 10 * MINUTE, 15 * MINUTE, 16 * MINUTE, 3 * HOUR, 40 * DAY]);
      return {
        schedule: { start_at: now + 2 * MINUTE + ahead, precision: policies.precision },
        lasts: ahead + 2 * MINUTE,
      };
    }
    case 2:
      return { schedule: { every: period, ...bound, ...policies }, lasts };
    case 3:
      return {
        schedule: { every: period, start_at: now + chance.between(-2, 5) * HOUR, ...bound, ...policies },
        lasts: lasts + 5 * HOUR,
      };
    default: {
      const cron = chance.pick([
        '* * * * * *',
        '*/20 * * * * *',
        '* * * * *',
        '0 * * * *',
        '30 2 * * *',
        '0 9 1 * MON',
        '0 0 0 L * *',
      ]);
      const tz = chance.pick(['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Antarctica/Troll']);
      const span = cron.startsWith('*') ? 5 * MINUTE : cron.startsWith('0 * ') ? 20 * HOUR : 70 * DAY;
      return {
        schedule: { cron, tz, endDate: now + 3 * MINUTE + span, ...policies },
        lasts: span + 5 * MINUTE,
      };
    }
  }
}

import { previewSchedule } from '../../../core/usecases/manage/preview-schedule.ts';
import { NASTY } from '../../time/nasty-schedules.ts';

/** What is counted: dates that are made of a year, a month and a day, and offsets that are read from the tz data. */
interface Steps {
  dates: number;
  offsets: number;
}

function stepsOf(work: () => unknown): Steps {
  const steps: Steps = { dates: 0, offsets: 0 };
  const { UTC } = Date;
  Date.UTC = (...parts) => {
    steps.dates += 1;
    return UTC(...parts);
  };
  const format = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, 'format');
  Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', {
    ...format,
    get() {
      steps.offsets += 1;
      return format?.get?.call(this);
    },
  });
  try {
    work();
  } catch {
    // Refused, which takes steps too.
  } finally {
    Date.UTC = UTC;
    Object.defineProperty(Intl.DateTimeFormat.prototype, 'format', format ?? {});
  }
  return steps;
}

test.each(NASTY)(
  'a schedule is previewed or refused in a bounded number of steps, however rarely it runs: $schedule.cron',
  ({ schedule, from }) => {
    const { dates, offsets } = stepsOf(() => previewSchedule({ schedule, from, count: 100 }, from, 600_000));
    // 8000 years are looked through for each of few questions, and 25 years of a clock, or a stretch for each of 100 runs.
    expect(dates).toBeLessThan(50_000);
    expect(offsets).toBeLessThan(6000);
    expect(dates + offsets).toBeGreaterThan(0);
  },
);

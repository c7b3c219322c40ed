import type { PreviewWarning } from '../../../contract/preview.ts';
import { type CronTexts, cronTexts, writeCron } from '../cron-texts.ts';
import { durationText } from './moment-text.ts';

type Slip = (texts: CronTexts) => Omit<PreviewWarning, 'at'> | undefined;

const RANGE = /^(\d{1,2})-(\d{1,2})$/;
/** One number or several, no range. */
const NAMED = /^\d{1,2}(,\d{1,2})*$/;
const STEP = /^\*\/(\d+)$/;
const LAST_HOUR = 23;

/** Numbers of seconds that people write for an interval: half an hour to a week. */
const USUAL_SECONDS = [1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400, 604_800];

/** What of a cron is probably not meant, with what probably is. */
export function cronSlips(cron: string): PreviewWarning[] {
  const texts = cronTexts(cron);
  return SLIPS.flatMap((slip) => slip(texts) ?? []);
}

/** An interval that looks like seconds. */
export function intervalSlips(every: number): PreviewWarning[] {
  if (!USUAL_SECONDS.includes(every)) return [];
  const meant = `${durationText(every * 1000)} would be ${every * 1000}`;
  return [
    {
      code: 'SECONDS_FOR_MS',
      message: `every is in milliseconds: ${every} is ${durationText(every)}; ${meant}.`,
    },
  ];
}

/** `9-17 * * * *`, with which Ductape's own page means hours (`time.md` §1). */
const minutesForHours: Slip = (texts) => {
  const [, from, to] = RANGE.exec(texts.minute) ?? [];
  if (from === undefined || texts.hour !== '*' || Number(to) > LAST_HOUR) return undefined;
  const meant = writeCron({ ...texts, minute: '0', hour: texts.minute });
  return {
    code: 'MINUTES_FOR_HOURS',
    message:
      `"${texts.minute}" stands in the minute field: it runs at each of the minutes ${from} to ${to} of every hour. ` +
      `For the hours ${from} to ${to} write "${meant}".`,
  };
};

/** `* 9 * * *` */
const everyMinute: Slip = (texts) => {
  if (texts.minute !== '*' || !NAMED.test(texts.hour)) return undefined;
  const meant = writeCron({ ...texts, minute: '0' });
  return {
    code: 'EVERY_MINUTE',
    message: `It runs at every minute of hour ${texts.hour}. For once an hour, on the hour, write "${meant}".`,
  };
};

/** `* 0 9 * * *` */
const everySecond: Slip = (texts) => {
  if (texts.second !== '*' || texts.minute === '*') return undefined;
  const meant = writeCron({ ...texts, second: '0' });
  return {
    code: 'EVERY_SECOND',
    message: `With six fields the first is seconds: it runs 60 times in each minute it names. For once write "${meant}".`,
  };
};

// Every 45 minutes is */45 only in name: steps count from the beginning of the hour, day, month, …
const unevenSteps = (
  [
    ['second', 60, 'seconds', 'minute'],
    ['minute', 60, 'minutes', 'hour'],
    ['hour', 24, 'hours', 'day'],
    ['day', undefined, 'days', 'month'],
    ['month', 12, 'months', 'year'],
    ['weekday', 7, 'days', 'week'],
  ] as const
).map(
  ([field, size, unit, whole]): Slip =>
    (texts) => {
      const step = Number(STEP.exec(texts[field] ?? '')?.[1] ?? 1);
      if (step === 1 || (size !== undefined && size % step === 0)) return undefined;
      const exact = field === 'month' ? '' : ' For an even interval use `every`.';
      return {
        code: 'UNEVEN_STEP',
        message: `"*/${step}" begins anew with each ${whole}, so the step into the next one may be shorter than ${step} ${unit}.${exact}`,
      };
    },
);

const SLIPS: readonly Slip[] = [minutesForHours, everyMinute, everySecond, ...unevenSteps];

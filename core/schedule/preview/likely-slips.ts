import type { PreviewWarning } from '../../../contract/preview.ts';
import { type CronFields, cronFields } from '../cron-fields.ts';
import { type CronTexts, cronTexts, writeCron } from '../cron-texts.ts';
import { durationText } from './moment-text.ts';

type Slip = (texts: CronTexts, fields: CronFields) => Omit<PreviewWarning, 'at'> | undefined;

const LAST_HOUR = 23;
const EVERY_WEEK = 63;

/** Numbers of seconds that people write for an interval: half an hour to a week. */
const USUAL_SECONDS = [1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400, 604_800];

/** What of a cron is probably not meant, with what probably is: by what its fields mean, however they are written. */
export function cronSlips(cron: string): PreviewWarning[] {
  const [texts, fields] = [cronTexts(cron), cronFields(cron)];
  return SLIPS.flatMap((slip) => slip(texts, fields) ?? []);
}

/** An interval that looks like seconds. */
export function intervalSlips(every: number): PreviewWarning[] {
  if (!USUAL_SECONDS.includes(every)) return [];
  const meant = every * 1000;
  return [
    {
      code: 'SECONDS_FOR_MS',
      message: `every is in milliseconds: ${every} is ${durationText(every)}; ${durationText(meant)} would be ${meant}.`,
      suggested: { every: meant },
    },
  ];
}

/** `9-17 * * * *`, by which a caller may mean hours (docs/time.md, 1). */
const minutesForHours: Slip = (texts, { minute, hour }) => {
  const [from, to] = [minute.indexOf(1), minute.lastIndexOf(1)];
  const isRange = texts.minute.includes('-') && from < to && minute.slice(from, to).every(Boolean);
  if (!isRange || to > LAST_HOUR || !hour.every(Boolean)) return undefined;
  const meant = writeCron({ ...texts, minute: '0', hour: texts.minute });
  return {
    code: 'MINUTES_FOR_HOURS',
    message:
      `"${texts.minute}" stands in the minute field: it runs at each of the minutes ${from} to ${to} of every hour. ` +
      `For the hours ${from} to ${to} write "${meant}".`,
    suggested: { cron: meant },
  };
};

/** `* 9 * * *`, `* 9-17 * * *` */
const everyMinute: Slip = (texts, { second, minute, hour }) => {
  if (!minute.every(Boolean) || hour.every(Boolean) || second.every(Boolean)) return undefined;
  const meant = writeCron({ ...texts, minute: '0' });
  const named = `${/^\d+$/.test(texts.hour) ? 'hour' : 'the hours'} ${texts.hour}`;
  return {
    code: 'EVERY_MINUTE',
    message: `It runs at every minute of ${named}. For once an hour, on the hour, write "${meant}".`,
    suggested: { cron: meant },
  };
};

/** `* 0 9 * * *`, `* * 9 * * *` */
const everySecond: Slip = (texts, { second, minute, hour }) => {
  const inAll = minute.every(Boolean);
  if (!second.every(Boolean) || (inAll && hour.every(Boolean))) return undefined;
  const meant = writeCron({ ...texts, second: '0', ...(inAll && { minute: '0' }) });
  const once = inAll ? 'once an hour, on the hour,' : 'once';
  return {
    code: 'EVERY_SECOND',
    message: `With six fields the first is seconds: it runs 60 times in each minute it names. For ${once} write "${meant}".`,
    suggested: { cron: meant },
  };
};

// Every 45 minutes is */45 only in name: steps count from the beginning of the hour, day, month, …
const unevenSteps = (
  [
    ['second', ({ second }) => second, 60, 'seconds', 'minute'],
    ['minute', ({ minute }) => minute, 60, 'minutes', 'hour'],
    ['hour', ({ hour }) => hour, 24, 'hours', 'day'],
    ['day', ({ day }) => day, undefined, 'days', 'month'],
    ['month', ({ month }) => month, 12, 'months', 'year'],
    ['weekday', ({ dayOfWeek }) => dayOfWeek.map((weeks) => Number(weeks === EVERY_WEEK)), 7, 'days', 'week'],
  ] as const satisfies [
    keyof CronTexts,
    (fields: CronFields) => number[],
    number | undefined,
    string,
    string,
  ][]
).map(
  ([name, flagsOf, size, unit, whole]): Slip =>
    (texts, fields) => {
      const text = texts[name] ?? '';
      const step = Number(/^[^,]*\/(\d+)$/.exec(text)?.[1] ?? 1);
      const flags = flagsOf(fields);
      // Steps that leave room at an end are meant for a part; those that go all the way begin anew.
      const goesAllTheWay = flags.indexOf(1) < step && flags.lastIndexOf(1) + step >= flags.length;
      if (step === 1 || !goesAllTheWay || (size !== undefined && size % step === 0)) return undefined;
      const exact = name === 'month' ? '' : ' For an even interval use `every`.';
      return {
        code: 'UNEVEN_STEP',
        message: `"${text}" begins anew with each ${whole}, so the step into the next one may be shorter than ${step} ${unit}.${exact}`,
      };
    },
);

const SLIPS: readonly Slip[] = [minutesForHours, everyMinute, everySecond, ...unevenSteps];

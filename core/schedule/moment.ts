import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import { quoted } from '../text/bounds.ts';

const forms = { offset: true, local: true };
const iso = z.union([z.iso.datetime(forms), z.iso.datetime({ ...forms, precision: -1 }), z.iso.date()]);

/** Whether an ISO 8601 text names no offset from UTC, so that it is a local time. */
export function isLocal(text: string): boolean {
  return !text.includes('T') || !/[Zz]|[+-]\d\d:?\d\d$/.test(text);
}

/**
 * A moment as callers write it, Unix ms or ISO 8601 (UTC where no offset is given; beside a zone, `readSchedule` reads it
 * there), read into Unix ms.
 */
export const moment = z.union([z.number(), z.string()]).transform((value, context) => {
  const refuse = (message: string) => {
    context.issues.push({ code: 'custom', message, input: value });
    return z.NEVER;
  };
  if (typeof value === 'number') {
    if (value < Limits.earliestMs) return refuse(`${value} looks like seconds; Unix time in ms is expected`);
    if (value > Limits.latestMs)
      return refuse(`must be at most ${Limits.latestMs} (the end of the year 9999)`);
    return Math.trunc(value);
  }
  if (!iso.safeParse(value).success)
    return refuse(`expected Unix ms or an ISO 8601 date and time, got ${quoted(value, 60)}`);
  const time = Date.parse(isLocal(value) && value.includes('T') ? `${value}Z` : value);
  if (Number.isNaN(time) || time < Limits.earliestMs || time > Limits.latestMs)
    return refuse(`${quoted(value, 60)} is out of range (from 1973-03-03T09:46:40Z to 9999)`);
  return time;
});

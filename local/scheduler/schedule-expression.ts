import { DAY, HOUR, MINUTE } from '../../core/time/units.ts';
import { translateCronFields } from './cron-pattern.ts';

/** What an expression says: local times as UTC milliseconds, periods in milliseconds, cron in croner's words. */
export type ScheduleExpression =
  | { readonly kind: 'at'; readonly wall: number }
  | { readonly kind: 'rate'; readonly period: number }
  | { readonly kind: 'cron'; readonly pattern: string };

const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: HOUR, day: DAY };
const LONGEST_PERIOD = 100_000_000 * DAY;

function parseAt(text: string): ScheduleExpression | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) return null;
  const wall = Date.parse(`${text}Z`);
  // Date.parse rolls 30 February over into March; the service refuses it.
  return !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(text) ? { kind: 'at', wall } : null;
}

function parseRate(text: string): ScheduleExpression | null {
  // The guide lists minutes | hours | days, the API model the singulars too; neither ties them to the value.
  const [, value = '', unit = ''] = /^(\d{1,15}) (minute|hour|day)s?$/.exec(text) ?? [];
  const period = Number(value) * (UNITS[unit] ?? 0);
  return period > 0 && period <= LONGEST_PERIOD ? { kind: 'rate', period } : null;
}

function parseCron(text: string): ScheduleExpression | null {
  const pattern = translateCronFields(text);
  return pattern === null ? null : { kind: 'cron', pattern };
}

/** Reads `at(…)`, `rate(…)` or `cron(…)` as EventBridge Scheduler does; null where it would refuse. */
export function parseScheduleExpression(expression: string): ScheduleExpression | null {
  const [, kind, text = ''] = /^(at|rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === 'at') return parseAt(text);
  if (kind === 'rate') return parseRate(text);
  return kind === 'cron' ? parseCron(text) : null;
}

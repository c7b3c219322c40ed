import {
  MISSED_POLICIES,
  OVERLAP_POLICIES,
  type RetryConfig,
  type Schedule,
} from '../../contract/schedule.ts';
import { MINUTE, SECOND } from '../../core/time/units.ts';
import type { Answer } from './target.ts';

/** A job of the soak, as it is dispatched. */
export interface SoakJob {
  app: 'target';
  event: Answer;
  input: { body: { i: number } };
  timeout: number;
  retries: number;
  retryConfig: RetryConfig;
  schedule: Schedule;
}

/** The time in which the jobs are to run, Unix ms. */
export interface Span {
  from: number;
  until: number;
}

/** One attempt's limit at most, ms; the lease of a killed worker is over 5 s after it. */
export const TIMEOUT = 4000;

const FREQUENT = [1, 2, 5, 10];
const MINUTES = [1, 3, 4, 5, 2, 3, 4, 5];
const ZONES = ['Europe/Paris', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe'];
const ANSWERS: Answer[] = ['flaky', 'broken', 'hang', 'slow', 'slow', 'flaky'];

/**
 * The job number `i`: the first `frequent` ones run every 1–10 s, the others every 1–5 minutes. Kinds repeat with periods
 * that have no common factor, so that every mixture of them comes about.
 */
export function soakJob(i: number, frequent: number, span: Span): SoakJob {
  const rare = i >= frequent;
  const answer = rare ? (ANSWERS[Math.floor(i / 5) % 20] ?? 'hit') : i % 3 === 1 ? 'slow' : 'hit';
  const retries = answer === 'flaky' ? i % 4 : i % 4 === 1 ? 1 : 0;
  const period = rare ? (MINUTES[i % 8] ?? 1) * MINUTE : (FREQUENT[i % 4] ?? 1) * SECOND;
  return {
    app: 'target',
    event: answer,
    input: { body: { i } },
    timeout: answer === 'hang' ? 1500 : TIMEOUT,
    retries,
    retryConfig: { initialDelay: 500, jitter: i % 2 === 0 },
    schedule: {
      ...(rare ? rareSchedule(i, period, span.from) : frequentSchedule(i, period, span.from)),
      overlap: OVERLAP_POLICIES[i % 3] ?? 'skip',
      missed: MISSED_POLICIES[Math.floor(i / 3) % 3] ?? 'latest',
      ...(rare && i % 7 === 3 && { precision: 'minute' }),
      ...(i % 11 === 5 && { limit: 2 + (i % 9) }),
      ...(i % 13 === 4 && { endDate: endOf(i, period, span) }),
    },
  };
}

function frequentSchedule(i: number, period: number, from: number): Schedule {
  if (i % 8 < 4) return { every: period, start_at: from + i };
  return { cron: `*/${period / SECOND} * * * * *`, start_at: from };
}

function rareSchedule(i: number, period: number, from: number): Schedule {
  const minutes = period / MINUTE;
  const start_at = from + ((i * 7919) % period);
  switch (i % 5) {
    case 0:
    case 1:
      return { every: period, start_at };
    case 2:
      // No whole number of minutes, so EventBridge cannot say it.
      return { every: period + 7 * SECOND, start_at };
    case 3:
      return { cron: `${i % 60} */${minutes} * * * *`, start_at: from };
    default:
      return {
        cron: `${i % minutes}-59/${minutes} * * * *`,
        tz: ZONES[Math.floor(i / 5) % ZONES.length] ?? 'UTC',
        start_at: from,
      };
  }
}

/** Somewhere within the time, but not before the second occurrence. */
function endOf(i: number, period: number, { from, until }: Span): number {
  return Math.round(Math.max(from + (until - from) * (0.3 + (i % 7) / 10), from + 2 * period));
}

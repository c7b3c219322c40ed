import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import { firstIdAt } from '../jobs/job-id.ts';
import type { RunPlace } from '../ports/run-store.ts';
import type { Position } from '../ports/stats-store.ts';
import { HOUR } from '../time/units.ts';

/** Where a list continues: at jobs below an id, after skipping the jobs that the first page's offset left. */
export interface ListCursor {
  below: string;
  /** Jobs of the filter that are still to be passed over. */
  offset: number;
}

/** The name of a schedule. */
export const SCHEDULE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

const LIST_CURSOR = /^(job_[0-9A-HJKMNP-TV-Z]{26})(?:\.([1-9]\d{0,3}))?$/;

/** The cursor of a list of jobs; one whose id could not have been made, or with more to pass over than there can be, is none. */
export const listCursor = z
  .string()
  .regex(LIST_CURSOR, 'not a cursor of this list')
  .transform((text, context): ListCursor => {
    const [, below = '', left] = LIST_CURSOR.exec(text) ?? [];
    const offset = Number(left ?? 0);
    const possible = below >= firstIdAt(Limits.earliestMs) && below < firstIdAt(Limits.latestMs);
    if (possible && offset <= Limits.listOffsetMax) return { below, offset };
    context.issues.push({ code: 'custom', message: 'not a cursor of this list', input: text });
    return z.NEVER;
  });

/** The cursor as callers see it. */
export function cursorText({ below, offset }: ListCursor): string {
  return offset > 0 ? `${below}.${offset}` : below;
}

const RUN_CURSOR = /^(\d{1,15})\.(job_[0-9A-HJKMNP-TV-Z]{26})\.(\d{1,10})$/;

/** The cursor of a list of executions that went wrong: the last one of the page before. */
export const runCursor = z
  .string()
  .regex(RUN_CURSOR, 'not a cursor of this list')
  .transform((text): RunPlace => {
    const [, at, job_id = '', number] = RUN_CURSOR.exec(text) ?? [];
    return { at: Number(at), job_id, number: Number(number) };
  });

/** That cursor as callers see it. */
export const runCursorText = ({ at, job_id, number }: RunPlace) => `${at}.${job_id}.${number}`;

const ABOUT = /^([0-9a-z]{1,7})\.([0-9a-z]{1,7})$/;
const POSITION = /^([0-9a-z]{1,6})\.([0-9a-z]{1,8})\.([0-9a-z]{1,8})$/;

/** Which scopes a cursor of changes is about and what was held, as a number each, and a position in each scope. */
export interface ChangesCursor {
  about: number;
  held: number;
  positions: readonly Position[];
}

/** The cursor of changes. */
export const changesCursor = z
  .string()
  .max(10_000)
  .transform((text, context): ChangesCursor => {
    const [first = '', ...rest] = text.split('-');
    const [, about, held] = ABOUT.exec(first) ?? [];
    const parts = rest.map((part) => POSITION.exec(part));
    const positions = parts.flatMap((part) => {
      if (!part) return [];
      const [, hour = '', seen = '', before = ''] = part;
      return [{ hour: from36(hour) * HOUR, seen: from36(seen), before: from36(before) }];
    });
    if (positions.length === parts.length && about !== undefined && held !== undefined)
      return { about: from36(about), held: from36(held), positions };
    context.issues.push({ code: 'custom', message: 'not a cursor of changes', input: text });
    return z.NEVER;
  });

/** That cursor as callers see it. */
export const changesCursorText = ({ about, held, positions }: ChangesCursor): string =>
  [
    [about, held].map(to36).join('.'),
    ...positions.map(({ hour, seen, before }) => [hour / HOUR, seen, before].map(to36).join('.')),
  ].join('-');

const from36 = (text: string) => Number.parseInt(text, 36);
const to36 = (number: number) => number.toString(36);

const HISTORY_CURSOR = /^\d{1,15}$/;

/** The cursor of a job's history: an occurrence, Unix ms. */
export const historyCursor = z
  .string()
  .regex(HISTORY_CURSOR, 'not a cursor of this history')
  .refine(
    (text) => !HISTORY_CURSOR.test(text) || Number(text) <= Limits.latestMs,
    'not a cursor of this history',
  );

/** The cursor of a list of named schedules: the name of the last one of the page before. */
export const scheduleCursor = z
  .string()
  .max(Limits.scheduleNameLength)
  .regex(SCHEDULE_NAME, 'not a cursor of this list');

/** The cursor of a list of webhooks: the id of the last one of the page before. */
export const webhookCursor = z.string().regex(/^hook_[\w-]{22}$/, 'not a cursor of this list');

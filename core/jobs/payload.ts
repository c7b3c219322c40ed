import { jsonBytes } from '../text/bounds.ts';
import type { Caller } from './caller.ts';

/** What a run needs beside the row: read only when a run starts, never rewritten. */
export interface Payload extends AcceptedInput {
  session?: { tag: string; token: string };
  cache?: string;
  /** Unix ms after which it is of no use to a one-time job. */
  useful_until?: number;
}

/** The largest payload that rides in a row, bytes of JSON: a row of more than 1 KB costs another unit at every write. */
const INLINE_BYTES = 320;

/** The largest payload together with who dispatched the job, bytes of JSON. */
const TOGETHER_BYTES = 380;

/** Whether a payload is kept in the row of its job; a session's token is not, as rows are read by more than runs. */
export function isInline(payload: Payload, created_by?: Caller): boolean {
  const bytes = jsonBytes(payload);
  const fits = !created_by || bytes + jsonBytes(created_by) <= TOGETHER_BYTES;
  return payload.session === undefined && bytes <= INLINE_BYTES && fits;
}

/** What a job reaches: a resource of its namespace, and the operation or named event there. */
export interface Target {
  resource: string;
  operation?: string;
  event?: string;
}

/** A dispatch's own fields of one namespace, aliases resolved. */
export interface AcceptedInput {
  target: Target;
  input: Record<string, unknown>;
}

/**
 * What a job calls, as its dispatch says it: the resource of the config, and after a colon the operation, event or topic there.
 * It has at most `Limits.targetLength` characters, as dispatch bounds each name.
 */
export function targetText({ resource, operation, event }: Target): string {
  const called = operation ?? event;
  return called === undefined ? resource : `${resource}:${called}`;
}

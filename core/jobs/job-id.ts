import { decodeTime, encodeTime, ulid } from 'ulid';
import type { Random } from '../time/clock.ts';

/** What an id of a job looks like. */
export const JOB_ID = /^job_[0-9A-HJKMNP-TV-Z]{26}$/;

/** A new job id: `job_` and a ULID, so ids sort by the time they were made. */
export function newJobId(now: number, random: Random): string {
  return newId('job', now, random);
}

/** What beside jobs has ids. */
type Kind = 'job' | 'set' | 'slice' | 'bulk' | 'aud' | 'test';

/** A new id of any kind: ids of one kind sort by the time they were made. */
export function newId(kind: Kind, now: number, random: Random): string {
  return `${kind}_${ulid(now, random)}`;
}

/** The smallest id a job made at `time` can have, for bounds in time. */
export function firstIdAt(time: number): string {
  return `job_${encodeTime(time, 10)}${'0'.repeat(16)}`;
}

/** When an id was made, Unix ms. */
export function timeOf(id: string): number {
  return decodeTime(id.slice(id.indexOf('_') + 1));
}

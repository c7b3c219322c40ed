import { encodeTime, ulid } from 'ulid';
import type { Random } from '../ports/clock.ts';

/** A new job id: `job_` and a ULID, so ids sort by the time they were made. */
export function newJobId(now: number, random: Random): string {
  return `job_${ulid(now, random)}`;
}

/** The smallest id a job made at `time` can have, for bounds in time. */
export function firstIdAt(time: number): string {
  return `job_${encodeTime(time, 10)}${'0'.repeat(16)}`;
}

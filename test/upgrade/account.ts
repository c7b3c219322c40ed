import type { Execution } from '../../contract/job.ts';
import { MINUTE, SECOND } from '../../core/time/units.ts';
import type { TestClient } from '../../testing/engine.ts';
import type { Release } from './release.ts';

/** When a recorded story begins, when what it has left is found again, and when it is accounted for; ms before and after. */
const BEGIN = -(10 * MINUTE + 20 * SECOND);
export const RESUMED = 5 * MINUTE + 20 * SECOND;
export const END = 20 * MINUTE;

/** What came of an occurrence, ms after the story's begin; of a skipped stretch with its last and their number. */
type Outcome = [occurrence: number, status: Execution['status'], attempts: number, ...stretch: number[]];

const every = (step: number, from: number, to: number, status: Execution['status'] = 'completed') =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n): Outcome => [from + n * step, status, 1]);

const LAST = END - BEGIN;
const minutes = (count: number) => count * MINUTE;

/** What must have come of every occurrence of every job of the story, in its order. */
export const EXPECTED: Record<string, Outcome[]> = {
  far: [[minutes(28), 'completed', 1]],
  keyed: [[minutes(28), 'completed', 1]],
  near: [[minutes(14), 'completed', 1]],
  done: [[minutes(1), 'completed', 1]],
  failed: [[minutes(1), 'failed', 1]],
  minutely: every(MINUTE, 0, LAST),
  interval: every(90 * SECOND, 0, LAST),
  minute: every(5 * MINUTE, 0, LAST),
  limited: every(MINUTE, 0, minutes(11)),
  paris: [[minutes(15), 'completed', 1]],
  moved: [...every(30 * SECOND, 0, 210 * SECOND), ...every(MINUTE, minutes(4), LAST)],
  paused: [
    ...every(MINUTE, 0, minutes(5)),
    [minutes(6), 'skipped', 0, minutes(15), 10],
    ...every(MINUTE, minutes(16), LAST),
  ],
  cancelled: every(MINUTE, 0, minutes(3)),
  backoff: [[minutes(9), 'completed', 3]],
  own: every(3 * MINUTE, 0, LAST),
  named: every(2 * MINUTE, 0, LAST),
  declared: every(5 * MINUTE, 0, LAST),
  // Its wake-up was among the dead letters that the release had left.
  undelivered: [[minutes(10), 'failed', 0]],
  'dead-lettered': [[minutes(10), 'failed', 0]],
  lost: [[minutes(10), 'completed', 1]],
};

/** What came of every occurrence of every job of the story that is there still. */
export async function outcomesOf(
  { at, jobs }: Pick<Release, 'at' | 'jobs'>,
  client: TestClient,
): Promise<Record<string, Outcome[]>> {
  const begin = at + BEGIN;
  const found: Record<string, Outcome[]> = {};
  for (const [name, id] of Object.entries(jobs)) {
    if (name === 'deleted') continue;
    const outcomes: Outcome[] = [];
    for await (const { occurrence, status, attempts, through, count } of client.jobs.getAllHistory(id)) {
      const stretch = through === undefined ? [] : [through - begin, count ?? 0];
      outcomes.unshift([occurrence - begin, status, attempts, ...stretch]);
    }
    found[name] = outcomes;
  }
  return found;
}

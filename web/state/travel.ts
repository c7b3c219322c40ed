import type { Job } from '../../contract/job.ts';
import { ductape } from '../api/client.ts';
import { moveClock } from '../api/cloud-clock.ts';
import { refresh } from '../api/live.ts';
import { isHeld, nextOf } from '../text/words.ts';

/** Scheduled jobs that are looked at for what is due next, newest first. */
const LOOKED_AT = 1000;

/** How long a move may take before it is left to the bar to say how far it is, ms. */
const AT_ONCE_MS = 700;

/** The job that is due next after a moment, and when; undefined where none is. */
export async function nextDue(now: number): Promise<{ job: Job; at: number } | undefined> {
  let next: { job: Job; at: number } | undefined;
  let seen = 0;
  for await (const job of ductape.jobs.listAll({ status: ['scheduled', 'queued'], limit: 100 })) {
    const at = nextOf(job) ?? 0;
    if (at > now && !isHeld(job) && (next === undefined || at < next.at)) next = { job, at };
    seen += 1;
    if (seen === LOOKED_AT) break;
  }
  return next;
}

/**
 * Moves the clock to a moment, Unix ms; resolves once it is there or well on its way, and rejects where it is refused.
 * @param late told what fails after that
 */
export async function travel(to: number, late: (error: unknown) => void): Promise<void> {
  let isLate = false;
  const moved = moveClock(to).then(refresh, (error: unknown) => {
    if (!isLate) throw error;
    late(error);
  });
  await Promise.race([moved, new Promise((over) => setTimeout(over, AT_ONCE_MS))]);
  isLate = true;
  refresh();
}

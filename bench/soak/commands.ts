import { setTimeout as sleep } from 'node:timers/promises';
import { asRecord } from '../../contract/plain-data.ts';
import type { Jobs } from '../../sdk/jobs.ts';

/** What callers asked of a job meanwhile. */
export interface Asked {
  /** Triggers that were granted, and those of which no answer came. */
  triggers: number;
  unclear: number;
  /** Whether it may be cancelled. */
  cancelled: boolean;
}

/** Of this many commands one cancels its job for good. */
const CANCEL_EVERY = 12;
/** How long a job stays paused at most, ms. */
const PAUSE_MAX = 90_000;

/**
 * Asks something of a random job now and then until stopped: a pause that is ended later, a trigger, a cancel.
 * @param pause the time between two commands, ms
 */
export function startCommands(jobs: Jobs, ids: readonly string[], pause: number) {
  const stopping = new AbortController();
  const { signal } = stopping;
  const asked = new Map<string, Asked>();
  const paused = new Map<string, number>();
  const counts = { pause: 0, resume: 0, trigger: 0, cancel: 0, refused: 0, unclear: 0 };
  let count = 0;

  /** A job that has ended refuses; a machine that is too busy may not answer in time. */
  const ask = async (id: string, what: 'pause' | 'resume' | 'trigger' | 'cancel') => {
    try {
      await jobs[what](id);
      counts[what] += 1;
      return 'granted';
    } catch (error) {
      const answer = asRecord(error).code === 'ILLEGAL_TRANSITION' ? 'refused' : 'unclear';
      counts[answer] += 1;
      return answer;
    }
  };
  const command = async () => {
    const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
    const known = asked.get(id) ?? { triggers: 0, unclear: 0, cancelled: false };
    asked.set(id, known);
    count += 1;
    if (count % CANCEL_EVERY === 0) {
      paused.delete(id);
      if ((await ask(id, 'cancel')) !== 'refused') known.cancelled = true;
    } else if (count % 2 === 0) {
      if ((await ask(id, 'pause')) !== 'refused') paused.set(id, Date.now() + Math.random() * PAUSE_MAX);
    } else {
      const answer = await ask(id, 'trigger');
      if (answer === 'granted') known.triggers += 1;
      if (answer === 'unclear') known.unclear += 1;
    }
  };
  const resume = async (now: number) => {
    for (const [id, until] of paused) {
      if (until > now) continue;
      if ((await ask(id, 'resume')) !== 'unclear') paused.delete(id);
    }
  };
  const work = async () => {
    while (!signal.aborted) {
      await command();
      await resume(Date.now());
      await sleep(pause, undefined, { signal });
    }
  };
  const done = work().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    asked: (id: string): Asked => asked.get(id) ?? { triggers: 0, unclear: 0, cancelled: false },
    counts,
    /** Asks nothing more, and resumes all that is still paused. */
    stop: async () => {
      stopping.abort();
      await done;
      for (let tries = 0; paused.size > 0 && tries < 5; tries += 1) await resume(Number.POSITIVE_INFINITY);
    },
  };
}

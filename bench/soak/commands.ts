import { setTimeout as sleep } from 'node:timers/promises';
import type { Jobs } from '../../sdk/jobs.ts';

/** What callers asked of a job meanwhile. */
export interface Asked {
  /** Triggers that were granted. */
  triggers: number;
  cancelled: boolean;
}

/** Of so many commands one cancels its job for good. */
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
  const granted = { pause: 0, resume: 0, trigger: 0, cancel: 0 };
  let count = 0;

  /** Whether the API granted it; a job that has ended refuses. */
  const ask = async (id: string, what: keyof typeof granted): Promise<boolean> => {
    try {
      await jobs[what](id);
    } catch (error) {
      if (Object(error).code === 'ILLEGAL_TRANSITION') return false;
      throw error;
    }
    granted[what] += 1;
    return true;
  };
  const command = async () => {
    const id = ids[Math.floor(Math.random() * ids.length)] ?? '';
    const known = asked.get(id) ?? { triggers: 0, cancelled: false };
    asked.set(id, known);
    count += 1;
    if (count % CANCEL_EVERY === 0) {
      paused.delete(id);
      known.cancelled = (await ask(id, 'cancel')) || known.cancelled;
    } else if (count % 2 === 0) {
      if (await ask(id, 'pause')) paused.set(id, Date.now() + Math.random() * PAUSE_MAX);
    } else if (await ask(id, 'trigger')) {
      known.triggers += 1;
    }
  };
  const resume = async (now: number) => {
    for (const [id, until] of paused) {
      if (until > now) continue;
      paused.delete(id);
      await ask(id, 'resume');
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
    asked: (id: string): Asked => asked.get(id) ?? { triggers: 0, cancelled: false },
    granted,
    /** Asks nothing more; all that is still paused goes on. */
    stop: async () => {
      stopping.abort();
      await done;
      await resume(Number.POSITIVE_INFINITY);
    },
  };
}

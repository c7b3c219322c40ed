import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaFunction } from '../../local/lambda/function.ts';
import type { SoakTarget } from './target.ts';

/** Longest wait for a call of the target to kill at, ms. */
const CALL_WITHIN = 2000;

/**
 * Kills executor environments until stopped: at random moments, every other time one that is at work just after a call
 * of the target has arrived, so in the middle of a run.
 * @param pause the time between two kills on average, ms
 */
export function startKiller(executor: LambdaFunction, target: SoakTarget, pause: number) {
  const stopping = new AbortController();
  const { signal } = stopping;
  let kills = 0;
  let busyKills = 0;

  const kill = () => {
    const all = executor.environments();
    const atWork = all.filter(({ busy }) => busy);
    const some = kills % 2 === 0 && atWork.length > 0 ? atWork : all;
    const victim = some[Math.floor(Math.random() * some.length)];
    if (!victim) return;
    try {
      process.kill(victim.pid, 'SIGKILL');
    } catch {
      return; // It has just ended by itself.
    }
    kills += 1;
    if (victim.busy) busyKills += 1;
  };
  const work = async () => {
    while (!signal.aborted) {
      await sleep(pause * (0.5 + Math.random()), undefined, { signal });
      if (kills % 2 === 0) await Promise.race([target.called(), sleep(CALL_WITHIN, undefined, { signal })]);
      await sleep(Math.random() * 50, undefined, { signal });
      kill();
    }
  };
  const done = work().catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return {
    counts: () => ({ kills, busyKills }),
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

import type { AttemptError, Execution, InFlight } from '../../contract/job.ts';
import type { Sign } from './words.ts';

/** What a run did for a time: its target was at work, it waited for its backoff, or for a place at a target with a limit. */
export interface Part {
  did: 'worked' | 'backoff' | 'limit';
  from: number;
  to: number;
  /** Of what worked. */
  attempt?: number;
  /** What it failed with. */
  error?: AttemptError;
}

/** A wait for a place that is shorter than this is not told apart from the backoff before it, ms. */
const WAIT_MS = 1000;

/**
 * What a run did from its start on, without gaps; of one in flight up to its next attempt, or to `now`, Unix ms. Where an attempt does not say
 * when it began, that is when its backoff was over.
 */
export function partsOf(run: Execution | InFlight, now: number): Part[] {
  const { attempt_errors: errors = [], started_at = run.occurrence } = run;
  const parts: Part[] = [];
  let at = started_at;
  let due = started_at;
  const waitUntil = (until: number) => {
    const backoff = until - due > WAIT_MS ? due : until;
    if (backoff > at) parts.push({ did: 'backoff', from: at, to: backoff });
    at = Math.max(at, backoff);
    if (until > at) parts.push({ did: 'limit', from: at, to: until });
    at = Math.max(at, until);
  };
  for (const error of errors) {
    const { attempt, at: to, delay_ms = 0 } = error;
    // Of very many attempts the first ones are not kept.
    if (parts.length === 0 && attempt > 1) at = due = error.started_at ?? to;
    waitUntil(Math.min(to, Math.max(at, error.started_at ?? due)));
    parts.push({ did: 'worked', from: at, to, attempt, error });
    at = to;
    due = to + delay_ms;
  }
  const last = errors.at(-1)?.attempt ?? 0;
  if ('state' in run) {
    const { state, attempt, next_at = now } = run;
    const waits = state === 'waiting' || state === 'waiting_for_limit';
    if (state === 'waiting') due = Math.max(due, next_at);
    if (waits) waitUntil(Math.max(next_at, at));
    else {
      waitUntil(Math.min(due, now));
      parts.push({ did: 'worked', from: at, to: Math.max(at, now), attempt });
    }
  } else if (run.completed_at !== undefined) {
    const isOfAttempt = run.attempts > last;
    waitUntil(isOfAttempt ? Math.min(due, run.completed_at) : run.completed_at);
    if (isOfAttempt) parts.push({ did: 'worked', from: at, to: run.completed_at, attempt: run.attempts });
  }
  return parts;
}

/** What a run in flight does now. */
export function flightOf({ state, attempt, attempts }: InFlight): Sign {
  const of = attempts > 1 ? ` ${attempt} of ${attempts}` : '';
  switch (state) {
    case 'running':
      return { look: 'run', word: `Running${of}` };
    case 'deferred':
      return { look: 'run', word: `Continues elsewhere${of}` };
    case 'waiting_for_limit':
      return { look: 'wait', word: 'Waits for a limit' };
    case 'waiting':
      return { look: 'wait', word: attempt > 1 ? `Waits for attempt${of}` : 'Waits' };
  }
}

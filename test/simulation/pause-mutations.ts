import type { Mutation } from './mutation.ts';

/** Breakages of what a pause stops, and what it does not. */
export const pauseMutations: readonly Mutation[] = [
  {
    name: 'end of work elsewhere ignored while its job is paused',
    file: 'core/jobs/wake.ts',
    find: "if (message.kind === 'completion' && !draft.ended)",
    replace: "if (message.kind === 'completion' && draft.live)",
    why: 'an attempt that has left the executor is under way, and a pause stops nothing of it',
    by: 'orders',
    pair: 'end of work elsewhere and a pause',
  },
  {
    name: 'run elsewhere held by the pause of its job',
    file: 'core/jobs/row.ts',
    find: "isLive(row) || (row.status === 'paused' && isElsewhere(run))",
    replace: 'isLive(row)',
    why: 'an attempt that has left the executor is under way, and a pause stops nothing of it',
    by: 'orders',
    pair: 'time has come and a pause',
  },
  {
    name: 'retry of a paused job made',
    file: 'core/jobs/row.ts',
    find: "(row.status === 'paused' && isElsewhere(run))",
    replace: "row.status === 'paused'",
    why: 'nothing starts while a job is paused but what is under way elsewhere',
    by: 'worlds',
  },
  {
    name: 'run that a pause holds cancelled without asking the history',
    file: 'core/jobs/cancel.ts',
    find: 'if (hasLostAttempt(run)) abandon(draft, run);',
    replace: 'if (hasLostAttempt(run)) cancelRun(draft, run);',
    why: 'the worker that was lost may have written down that its target had done it',
    by: 'orders',
    pair: 'the recovery of a recorded run',
  },
  {
    name: 'due occurrences dropped by an earlier end',
    file: 'core/jobs/reschedule.ts',
    find: "if (lost !== null && lost <= now) skipStretch(draft, lost, now, 'rescheduled');",
    replace: '',
    why: 'what had come due and does not run is written down',
    by: 'orders',
    pair: 'a late timer and an earlier end',
  },
  {
    name: 'work elsewhere forgotten by a run that waits to look at it',
    file: 'core/jobs/defer.ts',
    find: 'slot && !isElsewhere(run)',
    replace: 'slot !== undefined',
    why: 'an attempt that has left the executor is under way until it ends, whatever it waits for',
    by: 'worlds',
  },
];

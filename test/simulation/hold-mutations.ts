import type { Mutation } from './mutation.ts';

/** Breakages of what a hold stops, and of what ends it. */
export const holdMutations: readonly Mutation[] = [
  {
    name: 'hold not obeyed',
    file: 'core/jobs/wake.ts',
    find: 'if (hold) meetHold(draft, hold);\n    else claimed = claimDue(draft, started_by);',
    replace: 'claimed = claimDue(draft, started_by);',
    why: 'nothing starts by a schedule while a hold is in force',
    by: 'worlds',
  },
  {
    name: 'wake-up that meets a hold noted nowhere',
    file: 'core/jobs/hold.ts',
    find: 'draft.set({ met_hold: { reason } });',
    replace: 'draft.set({});',
    why: 'what has met a hold is found when that is over',
    by: 'worlds',
  },
  {
    name: 'jobs of a hold that is over not woken',
    file: 'core/usecases/maintain/release-held.ts',
    find: 'await allSettled(free.map((row) => executeEffects(armNext(row, clock.now()), row, ports)));',
    replace: 'await allSettled(free.map(async () => undefined));',
    why: 'a wake-up that has met a hold does not come again',
    by: 'worlds',
  },
  {
    name: 'expired hold obeyed',
    file: 'core/jobs/hold.ts',
    find: 'return until === undefined || until > now;',
    replace: 'return until === undefined || until > 0;',
    why: 'a hold ends by itself, also when its caller is gone',
    by: 'worlds',
  },
  {
    name: 'no message at the end of a hold',
    file: 'core/usecases/manage/pause-all.ts',
    find: 'if (hold.until !== undefined) await sendReleaseAt(hold.until, ports);',
    replace: '',
    why: 'jobs start within seconds of the end of a hold',
    by: 'worlds',
  },
  {
    name: 'resumed jobs left to the sweep',
    file: 'core/usecases/maintain/release-held.ts',
    find: "await queue.send(messageBody({ kind: 'release', ...fields }), delay, { lane: 'bulk' });",
    replace: "if (fields.from) await queue.send('', delay);",
    why: 'jobs start within seconds of the end of a hold',
    by: 'worlds',
  },
  {
    name: 'what passed in a hold missed',
    file: 'core/jobs/claim.ts',
    find: 'met_hold !== undefined && occurrence <= (met_hold.to ?? now)',
    replace: 'met_hold !== undefined && occurrence <= (now > 0 ? 0 : now)',
    why: 'the history says that it was paused, and no alarm rings',
    by: 'worlds',
  },
];

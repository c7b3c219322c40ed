import type { Mutation } from './mutation.ts';

/** Breakages of what is told of runs that take longer than expected. */
export const longMutations: readonly Mutation[] = [
  {
    name: 'long run told again and again',
    file: 'core/jobs/long-run.ts',
    find: '  draft.setRun(told);\n',
    replace: '',
    why: 'each run that takes long is told once',
    by: 'worlds',
    seed: 8,
  },
  {
    name: 'run told before it takes long',
    file: 'core/jobs/long-run.ts',
    find: '<= draft.now;',
    replace: '<= draft.now + 60_000;',
    why: 'a run that comes to its end in time is told nothing of',
    by: 'worlds',
    seed: 8,
  },
];

import { capacityMutations } from './capacity-mutations.ts';
import { pauseMutations } from './pause-mutations.ts';

/** A deliberate breakage of the protocol, which the simulation has to find. */
export interface Mutation {
  name: string;
  file: string;
  /** Stands in the file once. */
  find: string;
  replace: string;
  /** What the broken place is for. */
  why: string;
  /**
   * `alone` are worlds without the sweep, which would heal it; `capacity` those in which nothing fails but for lack of capacity;
   * `orders` are the pairs of processes.
   */
  by: 'worlds' | 'alone' | 'capacity' | 'orders';
  /** Where it is found soonest: the pairs whose name holds this, ... */
  pair?: string;
  /** ... or worlds from this seed on. */
  seed?: number;
}

/** The breakages; docs/simulation.md says what caught each. */
export const mutations: readonly Mutation[] = [
  {
    name: 'creation committed before it is armed',
    file: 'core/usecases/dispatch/dispatch-job.ts',
    find: `  await executeEffects(before, row, ports);
  await recordNewJob(row, payload, ports);
  const created = await ports.jobs.create(row);
`,
    replace: `  await recordNewJob(row, payload, ports);
  const created = await ports.jobs.create(row);
  if (created) await executeEffects(before, row, ports);
`,
    why: 'a death in between leaves a job that nothing wakes',
    by: 'alone',
  },
  {
    name: 'claim armed before the commit',
    file: 'core/jobs/claim.ts',
    find: 'if (!waitsForRun) draft.after.push(...armNext(row, now));',
    replace: 'if (!waitsForRun) draft.before.push(...armNext(row, now));',
    why: 'whoever loses the commit arms too, so that wake-ups breed',
    by: 'orders',
    pair: 'timer comes twice',
  },
  {
    name: 'commit without the version as its condition',
    file: 'adapters/memory/memory-job-store.ts',
    find: 'if (this.rows.get(row.id)?.version !== row.version - 1) return false;',
    replace: 'if (!this.rows.has(row.id)) return false;',
    why: 'of all who decide at once, one may win',
    by: 'worlds',
  },
  {
    name: 'lost commit not decided again',
    file: 'core/usecases/commit/decide-and-commit.ts',
    find: '    current = standing(await ports.jobs.get(id), event);\n',
    replace: '    return null;\n',
    why: 'what was asked of the job has to happen on what others left',
    by: 'alone',
    seed: 510,
  },
  {
    name: 'lease ignored',
    file: 'core/jobs/alone.ts',
    find: 'return run.lease_until !== undefined && run.lease_until <= now;',
    replace: 'return run.lease_until !== undefined;',
    why: 'a worker has its run until the lease is over',
    by: 'worlds',
  },
  {
    name: 'redelivery forgotten where it is sent on',
    file: 'core/usecases/execute/wake-job.ts',
    find: 'redelivered ? sentOn(body) : body',
    replace: 'body',
    why: 'the receiver in the other lane has to look after the runs of the worker that died',
    by: 'alone',
    seed: 45,
  },
  {
    name: 'heir dropped',
    file: 'core/jobs/wake.ts',
    find: '  if (redelivered) lookAfterRuns(draft, started_by);\n',
    replace: '',
    why: 'the redelivered message looks after the runs of the worker that died',
    by: 'alone',
  },
  {
    name: 'worker thought dead believed',
    file: 'core/jobs/finish.ts',
    find: 'return current.attempt === run.attempt && current.lost === run.lost && current.deferred === run.deferred;',
    replace: 'return true;',
    why: 'the fence keeps out a worker whose run an heir has taken over',
    by: 'orders',
    pair: 'thought dead',
  },
  {
    name: 'limit not checked',
    file: 'core/jobs/claim.ts',
    find: 'limitReached(draft) ? null : nextOccurrence(row.schedule, last)',
    replace: 'nextOccurrence(row.schedule, last)',
    why: 'a job has at most `limit` runs',
    by: 'worlds',
  },
  {
    name: 'endDate not checked',
    file: 'core/schedule/occurrences.ts',
    find: 'return isRecurring(schedule) && schedule.end !== undefined && next > schedule.end ? null : next;',
    replace: 'return next;',
    why: 'nothing runs after `endDate`',
    by: 'worlds',
  },
  {
    name: 'early wake-up obeyed',
    file: 'core/jobs/claim.ts',
    find: 'if (due === null || due > now) return false;',
    replace: 'if (due === null) return false;',
    why: 'nothing runs before its time',
    by: 'worlds',
  },
  {
    name: 'paused job claimed',
    file: 'core/jobs/wake.ts',
    find: '  if (draft.live) {\n    startRetries',
    replace: '  if (!draft.ended) {\n    startRetries',
    why: 'nothing starts while a job is paused',
    by: 'worlds',
  },
  {
    name: 'overlap ignored',
    file: 'core/jobs/claim.ts',
    find: 'const going = scheduledRuns(row).length;',
    replace: 'const going = 0;',
    why: 'unless told, one run of a job at a time',
    by: 'worlds',
  },
  {
    name: 'run that holds up its job not told',
    file: 'core/jobs/claim.ts',
    find: '  tellStandstill(draft, range.last);\n',
    replace: '',
    why: 'a job that stands still for more than an hour is told as missed',
    by: 'orders',
    pair: 'holds up',
  },
  {
    name: 'stale timer obeyed',
    file: 'core/jobs/wake.ts',
    find: '    claimed = claimDue(draft, started_by);\n',
    replace: `    if (message.kind === 'timer') draft.set({ next_run_at: message.occurrence });
    claimed = claimDue(draft, started_by);
`,
    why: 'a message says that something may be due; what is due says the row',
    by: 'worlds',
  },
  {
    name: 'new generation not armed',
    file: 'core/jobs/replace-schedule.ts',
    find: ', ...armTick(row, now), ...armNext(row, now));',
    replace: ');',
    why: 'the wake-ups of the old schedule are stale',
    by: 'alone',
  },
  {
    name: 'runs in flight not taken into a new generation',
    file: 'core/jobs/replace-schedule.ts',
    find: '  draft.before.push(...armRuns(row, row.runs, now));\n',
    replace: '',
    why: 'a retry of the old generation is stale',
    by: 'alone',
  },
  {
    name: 'generations counted by one',
    file: 'core/jobs/replace-schedule.ts',
    find: 'row.gen + 1 + Math.floor(random() * GENERATIONS)',
    replace: 'row.gen + 1',
    why: 'whoever loses a reschedule removes its schedules, not those of the winner',
    by: 'orders',
    pair: 'two resumes',
  },
  {
    name: 'job paused by hand resumed with others',
    file: 'core/jobs/pause.ts',
    find: "  if (bulk && row.paused_by !== 'bulk') throw illegal('A job that was paused by hand is resumed by name.');\n",
    replace: '',
    why: 'who paused a job by name decides when it goes on',
    by: 'orders',
    pair: 'a pause by hand',
  },
  {
    name: 'pause by hand of a job that is paused in bulk forgotten',
    file: 'core/jobs/pause.ts',
    find: "    draft.set({ paused_by: 'hand' });\n",
    replace: '',
    why: 'who paused a job by name decides when it goes on',
    by: 'orders',
    pair: 'a pause by hand',
  },
  {
    name: 'due occurrence lost by a reschedule that leaves the times alone',
    file: 'core/jobs/reschedule.ts',
    find: '(row.next_run_at !== null || isTaken(row))',
    replace: 'isTaken(row)',
    why: 'what is due stays due',
    by: 'orders',
    pair: 'change of the limit',
  },
  {
    name: 'reschedule that does not tell what it gives up',
    file: 'core/jobs/reschedule.ts',
    find: '  draft.skip(occurrencesUntil(row.schedule, row.next_run_at, until), reason);\n',
    replace: '',
    why: 'each occurrence is accounted for, across all schedules a job has had',
    by: 'orders',
    pair: 'late timer and a reschedule',
  },
  {
    name: 'run in backoff left behind by a reschedule',
    file: 'core/jobs/reschedule.ts',
    find: '  if (isTaken(row)) {\n',
    replace: "  if (row.id === '') {\n",
    why: 'a one-time job has one effect and one idempotency key',
    by: 'orders',
    pair: 'a retry and a reschedule',
  },
  {
    name: 'trigger beside a run in backoff',
    file: 'core/jobs/trigger.ts',
    find: '  if (isTaken(row)) {\n',
    replace: "  if (row.id === '') {\n",
    why: 'a one-time job has one effect and one idempotency key',
    by: 'orders',
    pair: 'a retry and a trigger',
  },
  {
    name: 'retry under a new idempotency key',
    file: 'core/jobs/retry-job.ts',
    find: 'if (newKey) ',
    replace: '',
    why: 'the target may have done what the failed run asked',
    by: 'orders',
    pair: 'two retries',
  },
  {
    name: 'skip not recorded',
    file: 'core/jobs/draft.ts',
    find: "return skips.map((execution) => ({ type: 'record', execution, rank: 0 }));",
    replace: 'return skips.slice(0, 0) as never;',
    why: 'each occurrence is accounted for',
    by: 'worlds',
  },
  {
    name: 'skip forgotten by a death',
    file: 'core/jobs/draft.ts',
    find: '    this.before.push(...records(this.skipped));\n',
    replace: '',
    why: 'a skip is part of the commit until the next one',
    by: 'worlds',
  },
  {
    name: 'history rank ignored',
    file: 'adapters/memory/memory-history-store.ts',
    find: 'if ((this.rankOf(jobId, execution) ?? 0) <= rank) ',
    replace: '',
    why: 'a worker thought dead does not overwrite the record of its heir',
    by: 'orders',
    pair: 'thought dead',
  },
  {
    name: 'lost run ended at once',
    file: 'core/jobs/abandon.ts',
    find: '  const { lease_until: _over, ...rest } = run;\n',
    replace: `  failRun(draft, run, run.started_at, LOST);
  if (draft.now > 0) return;
  const { lease_until: _over, ...rest } = run;
`,
    why: 'what a burial that loses wrote down would outrank the worker that wins',
    by: 'worlds',
    seed: 950,
  },
  {
    name: 'news not carried in the row',
    file: 'core/jobs/draft.ts',
    find: ', updated_at: this.now, ...(outbox.length > 0 && { outbox }) };',
    replace: ', updated_at: this.now };',
    why: 'what a commit changed is told even if its worker dies before',
    by: 'worlds',
  },
  {
    name: 'news counted by chance keys',
    file: 'core/stats/entry.ts',
    find: ', rank: 0, tally: changeOf(from, to) };',
    replace: ' + Math.random(), rank: 0, tally: changeOf(from, to) };',
    why: 'what is told twice counts once',
    by: 'worlds',
  },
  {
    name: 'overdue never healed',
    file: 'core/jobs/heal-overdue.ts',
    find: 'if (row.deleted_at !== undefined || patient || due === undefined || due > overdue) return;',
    replace: 'if (due === undefined || due > 0) return;',
    why: 'after a purge nothing else wakes the jobs',
    by: 'worlds',
  },
  {
    name: 'one attempt too many',
    file: 'core/retry/retry-policy.ts',
    find: 'if (attempt > policy.retries ||',
    replace: 'if (attempt > policy.retries + 1 ||',
    why: 'a run has `retries` further attempts',
    by: 'worlds',
  },
  {
    name: 'outcome of a run not part of the commit that ends it',
    file: 'core/jobs/end-run.ts',
    find: '    last_outcome: {\n',
    replace: '    ...{\n',
    why: 'a job says how its last run came to its end',
    by: 'worlds',
  },
  {
    name: 'failures in a row that no success ends',
    file: 'core/jobs/end-run.ts',
    find: 'if (ok) delete row.consecutive_failures;',
    replace: 'if (draft.now < 0) delete row.consecutive_failures;',
    why: 'the alarm rings for jobs that fail, not for those that once did',
    by: 'worlds',
  },
  {
    name: 'error of an attempt lost in backoff',
    file: 'core/jobs/finish.ts',
    find: '    attempt_errors: withAttemptError(run, failure, draft.now),\n',
    replace: '',
    why: 'the history tells what each attempt failed with',
    by: 'worlds',
  },
  {
    name: 'idempotency key not honoured',
    file: 'adapters/memory/memory-idempotency-store.ts',
    find: '    if (holder && holder.expires > now) return',
    replace: '    if (holder && holder.expires < now) return',
    why: 'dispatches under one key are one job',
    by: 'orders',
    pair: 'under one key',
  },
  {
    name: 'keyed job removed outright',
    file: 'core/usecases/commit/execute-effects.ts',
    find: 'const keyHolds = (keyHoldsUntil(row) ?? 0) > now;',
    replace: 'const keyHolds = false;',
    why: 'an idempotency key gives the first answer for a day, also when its job was deleted',
    by: 'orders',
    pair: 'and deleted',
  },
  {
    name: 'recorded end not asked for',
    file: 'core/usecases/execute/run-attempt.ts',
    find: '  if (run.lost === 0) return undefined;\n',
    replace: '  if (run.lost >= 0) return undefined;\n',
    why: 'a target that has answered is not called again because the row could not be written',
    by: 'worlds',
  },
  {
    name: 'given up without asking the history',
    file: 'core/usecases/execute/fail-abandoned-runs.ts',
    find: 'const ended = standing !== null && isEndOf(run, standing);',
    replace: 'const ended = standing !== null && run.lost < 0 && isEndOf(run, standing);',
    why: 'a target that has answered is not told of as lost because the row could not be written',
    by: 'worlds',
  },
  {
    name: 'waiting run of a lost worker dead-lettered at once',
    file: 'core/jobs/dead-letter.ts',
    find: 'run.lease_until !== undefined || run.lost > 0',
    replace: 'run.lease_until !== undefined',
    why: 'its worker may have written down how it ended',
    by: 'worlds',
  },
  ...pauseMutations,
  ...capacityMutations,
];

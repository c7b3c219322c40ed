import type { DispatchResult, Execution, RunOutcome } from '../../contract/job.ts';
import { Format } from '../../core/formats/format.ts';
import type { Shape } from '../../core/formats/shape.ts';
import type { Caller, CommandDone, Commanded } from '../../core/jobs/caller.ts';
import type { Did, EndedRun, FailedRun, JobEventDone } from '../../core/jobs/did.ts';
import type { RecordedExecution } from '../../core/jobs/recorded-execution.ts';
import type { Declared, JobRow, MetHold } from '../../core/jobs/row.ts';
import type { RunInFlight, RunOrigin } from '../../core/jobs/run-in-flight.ts';
import type { RetryPolicy } from '../../core/retry/retry-policy.ts';
import { ATTEMPT_ERROR, FAILURE } from './failure-shape.ts';
import { SCHEDULE, type Short } from './schedule-shape.ts';

const ORIGIN: Shape = {
  names: {
    number: 'n',
    occurrence: 'o',
    claimed_at: 'c',
    scheduled_at: 's',
    tz: 'z',
    payload: 'p',
  } satisfies Short<RunOrigin>,
  defaults: { tz: 'UTC' },
};

const RETRY: Shape = {
  names: {
    retries: 'r',
    initialDelay: 'i',
    maxDelay: 'm',
    maxRetryAfter: 'a',
    backoffMultiplier: 'b',
    jitter: 'j',
    jitterPercent: 'p',
    retryableErrors: 'y',
    nonRetryableErrors: 'n',
  } satisfies Short<RetryPolicy>,
  defaults: { retries: 0 },
};

const RUN: Shape = {
  names: {
    state: 's',
    number: 'n',
    occurrence: 'o',
    attempt: 'a',
    lost: 'l',
    started_by: 'b',
    claimed_at: 'c',
    started_at: 't',
    deferrals: 'd',
    slot: 'p',
    triggered: 'g',
    held: 'h',
    origin: 'or',
    retry: 'rp',
    attempt_errors: 'e',
    unsure: 'u',
    told_long: 'tl',
    expected: 'ex',
    lease_until: 'x',
    elsewhere: 'w',
    retry_at: 'r',
    lost_attempt: 'la',
    abandoned_at: 'ab',
  } satisfies Short<RunInFlight>,
  defaults: { state: 'running', attempt: 1, lost: 0, started_at: ({ claimed_at }) => claimed_at },
  inner: { origin: ORIGIN, retry: RETRY, attempt_errors: ATTEMPT_ERROR },
};

const ANSWER: Shape = {
  names: {
    job_id: 'j',
    status: 's',
    scheduled_at: 'a',
    recurring: 'r',
    next_run_at: 'n',
  } satisfies Short<DispatchResult>,
  defaults: {
    job_id: (_answer, { id }) => id,
    status: 'scheduled',
    recurring: false,
    next_run_at: (answer) => (answer['recurring'] ? answer['scheduled_at'] : undefined),
  },
};

const CALLER = { names: { actor: 'a', via: 'v', address: 'i' } satisfies Short<Caller> };

const CALLER_DEFAULTS: Pick<Shape, 'defaults'> = { defaults: { via: 'iam' } };

const DID: Shape = {
  names: { events: 'e', ended: 'n', command: 'c' } satisfies Short<Did>,
  inner: {
    events: {
      names: { event: 'e', error: 'r' } satisfies Short<JobEventDone>,
      inner: { error: FAILURE },
    },
    ended: {
      names: { at: 'a', ok: 'k', attempts: 't', lag: 'l', failed: 'f' } satisfies Short<EndedRun>,
      defaults: { ok: true, attempts: 1 },
      inner: {
        failed: { names: { number: 'n', occurrence: 'o', completed_at: 'c' } satisfies Short<FailedRun> },
      },
    },
    command: {
      names: {
        command: 'c',
        reason: 'r',
        bulk_id: 'b',
        undoes: 'u',
        ...CALLER.names,
      } satisfies Short<CommandDone>,
      ...CALLER_DEFAULTS,
    },
  },
};

const EXECUTION: Shape = {
  names: {
    number: 'n',
    occurrence: 'o',
    status: 's',
    started_at: 't',
    completed_at: 'c',
    duration_ms: 'd',
    lag_ms: 'l',
    attempts: 'a',
    counts_at: 'ca',
    error: 'e',
    attempt_errors: 'ae',
    result: 'r',
    reason: 're',
    detail: 'de',
    through: 'th',
    count: 'k',
  } satisfies Short<Execution>,
  defaults: { status: 'completed', attempts: 1 },
  inner: { error: FAILURE, attempt_errors: ATTEMPT_ERROR },
};

/** Job rows: short, as a row of more than 1 KB costs another unit at every write. */
export const ROW = new Format<JobRow>('job row', {
  names: {
    product: 'p',
    env: 'e',
    namespace: 'n',
    target: 't',
    fairness_key: 'fk',
    declared: 'd',
    inline: 'in',
    payload: 'pl',
    earlier_payloads: 'ep',
    status: 's',
    gen: 'g',
    schedule: 'sc',
    retry: 'r',
    timeout: 'to',
    expected_duration: 'ed',
    scheduled_at: 'sa',
    created_at: 'c',
    updated_at: 'u',
    next_run_at: 'nx',
    claimed_to: 'ct',
    execution_count: 'x',
    succeeded: 'ok',
    failed: 'ko',
    last_outcome: 'lo',
    recent: 'rt',
    consecutive_failures: 'cf',
    failing_since: 'fs',
    runs: 'rn',
    skips: 'sk',
    queued_until: 'q',
    retry_count: 'rc',
    unsettled: 'un',
    last_execution: 'lx',
    last_success: 'ls',
    last_error: 'le',
    started_at: 'st',
    completed_at: 'ca',
    reason: 're',
    paused_at: 'pa',
    paused_by: 'pb',
    answer: 'a',
    deleted_at: 'da',
    purged_at: 'pu',
    missed_behind: 'mb',
    held_until: 'hu',
    met_hold: 'mh',
    healed_at: 'ha',
    trigger_keys: 'tk',
    created_by: 'cb',
    commanded: 'cd',
    did: 'di',
  } satisfies Short<JobRow, 'id' | 'version'>,
  defaults: {
    status: 'scheduled',
    gen: 1,
    updated_at: ({ created_at }) => created_at,
    next_run_at: null,
    execution_count: 0,
    succeeded: 0,
    failed: 0,
    runs: [],
    retry_count: 0,
  },
  inner: {
    declared: {
      names: {
        name: 'n',
        by: 'b',
        digest: 'd',
        schedule_digest: 's',
        generation: 'g',
        held: 'h',
        left: 'l',
      } satisfies Short<Declared>,
    },
    schedule: SCHEDULE,
    retry: RETRY,
    last_outcome: {
      names: { status: 's', at: 'a', code: 'c' } satisfies Short<RunOutcome>,
      defaults: { status: 'completed', at: (_outcome, { completed_at }) => completed_at },
    },
    runs: RUN,
    skips: EXECUTION,
    unsettled: ORIGIN,
    last_execution: {
      names: { execution: 'e', rank: 'r' } satisfies Short<RecordedExecution>,
      inner: { execution: EXECUTION },
    },
    last_error: FAILURE,
    answer: ANSWER,
    did: DID,
    created_by: { ...CALLER, ...CALLER_DEFAULTS },
    commanded: {
      names: { version: 'v', count: 'n' } satisfies Short<Commanded>,
      defaults: { version: 1, count: 1 },
    },
    met_hold: { names: { reason: 'r', to: 't' } satisfies Short<MetHold> },
  },
});

/** What came of occurrences. */
export const HISTORY = new Format<Execution>('history entry', EXECUTION);

import type { JobRow } from '../../../../core/jobs/row.ts';
import type { RunInFlight } from '../../../../core/jobs/run-in-flight.ts';
import { tombstoneOf } from '../../../../core/jobs/tombstone.ts';
import { toDispatchResult } from '../../../../core/jobs/view.ts';
import { HOUR, MINUTE } from '../../../../core/time/units.ts';
import { cron, every, once } from '../../../core/schedule/tables.ts';
import { CALLER, ID, jobRow, runningRun } from '../../../rows.ts';

export const NOW = Date.UTC(2030, 0, 1);

const ERROR = { code: 'TIMEOUT', message: 'The attempt did not end within 30000 ms.', stack: 'at send' };
const ATTEMPTS = [
  { attempt: 1, at: NOW, code: 'TIMEOUT', message: 'too late' },
  { attempt: 2, at: NOW + 1, code: 'CONFLICT', message: 'taken' },
];
const ORIGIN = {
  number: 1,
  occurrence: NOW,
  claimed_at: NOW,
  scheduled_at: NOW,
  tz: 'Europe/Oslo',
  payload: 7,
};

const { lease_until: _lease, ...claimed } = runningRun(NOW);
const at = (occurrence: number) => ({ occurrence, claimed_at: occurrence, started_at: occurrence });

/** A run in each state. */
const RUNS: RunInFlight[] = [
  runningRun(NOW, { number: 1, started_by: 'a1893456000000' }),
  { ...runningRun(NOW), ...at(NOW + 1), number: 2, attempt: 3, lost: 1, elsewhere: true, deferrals: 2 },
  { ...claimed, ...at(NOW + 2), number: 3, state: 'waiting', retry_at: NOW + MINUTE, attempt: 2 },
  {
    ...claimed,
    ...at(NOW + 3),
    number: 4,
    state: 'waiting',
    retry_at: NOW + MINUTE,
    lost: 1,
    lost_attempt: true,
    slot: 'reserved',
    triggered: true,
    unsure: true,
    attempt_errors: ATTEMPTS,
    origin: ORIGIN,
  },
  { ...claimed, ...at(NOW + 4), number: 5, state: 'deferred', retry_at: NOW + HOUR, started_at: NOW + 9 },
  { ...claimed, ...at(NOW + 5), number: 6, state: 'abandoned', abandoned_at: NOW + HOUR, lost: 3 },
];

const recurring = jobRow(NOW - HOUR, {
  schedule: every(MINUTE, NOW - HOUR),
  retry: { retries: 3 },
  target: 'payments:charge',
});
const oneTime = jobRow(NOW - HOUR, { schedule: once(NOW), target: 'reports' });
const keyed = (row: JobRow): JobRow => ({ ...row, answer: toDispatchResult(row) });

/** Jobs as they are stored in the ways that they can be in. */
export const ROWS: Record<string, JobRow> = {
  'one-time': oneTime,
  'failing-again': {
    ...recurring,
    version: 7,
    consecutive_failures: 2,
    failing_since: NOW,
    runs: [
      {
        ...claimed,
        ...at(NOW),
        number: 3,
        state: 'waiting',
        retry_at: NOW + MINUTE,
        attempt: 2,
        attempt_errors: [
          { attempt: 1, started_at: NOW, at: NOW + 9, code: 'TIMEOUT', message: 'late', delay_ms: 100 },
        ],
      },
    ],
  },
  triggered: { ...recurring, version: 3, trigger_keys: ['once-2', 'once-1'] },
  'one-time-queued': { ...keyed(jobRow(NOW)), status: 'queued' },
  cron: jobRow(NOW, { schedule: cron('0 9 * * *', { tz: 'Europe/Paris', precision: 'minute' }) }),
  'cron-bounded': jobRow(NOW, {
    schedule: cron('0 9 * * *', { start: NOW, end: NOW + 100 * 24 * HOUR, limit: 5, overlap: 'allow' }),
    retry: {
      retries: 2,
      initialDelay: 10,
      maxDelay: 20,
      maxRetryAfter: 30,
      backoffMultiplier: 1,
      jitter: true,
      jitterPercent: 0.1,
      retryableErrors: ['A'],
      nonRetryableErrors: [],
    },
  }),
  'dispatched-by': jobRow(NOW, { asked: CALLER }),
  commanded: {
    ...recurring,
    version: 4,
    status: 'paused',
    commanded: { version: 4, count: 3 },
    did: {
      events: [{ event: 'job.paused' }],
      command: { ...CALLER, command: 'pause', reason: 'test', bulk_id: 'bulk_1', undoes: `${ID}.3` },
    },
  },
  running: {
    ...keyed(recurring),
    version: 9,
    fairness_key: 'acme',
    last_success: NOW - HOUR,
    gen: 4,
    updated_at: NOW,
    claimed_to: NOW,
    execution_count: 8,
    succeeded: 1,
    failed: 1,
    retry_count: 2,
    runs: RUNS,
    started_at: NOW,
    completed_at: NOW,
    last_outcome: { status: 'failed', at: NOW, code: 'TIMEOUT' },
    last_error: ERROR,
    consecutive_failures: 1,
    queued_until: NOW,
    missed_behind: 1,
    held_until: NOW + 1,
    healed_at: NOW - 1,
  },
  inline: {
    ...oneTime,
    inline: { target: { resource: 'reports', event: 'made' }, input: { to: 'me' }, cache: 'c' },
  },
  ended: {
    ...oneTime,
    version: 3,
    status: 'completed',
    next_run_at: null,
    execution_count: 1,
    succeeded: 1,
    last_execution: {
      execution: {
        number: 1,
        occurrence: NOW,
        status: 'completed',
        started_at: NOW + 5,
        attempts: 2,
        result: { n: 1 },
      },
      rank: 4,
    },
  },
  did: {
    ...recurring,
    version: 3,
    skips: [
      {
        number: 0,
        occurrence: NOW,
        status: 'skipped',
        attempts: 0,
        reason: 'missed',
        through: NOW,
        count: 2,
      },
    ],
    recent: 'cfc',
    last_outcome: { status: 'completed', at: NOW },
    did: {
      events: [{ event: 'job.missed' }, { event: 'job.failed', error: ERROR }, { event: 'job.completed' }],
      ended: [
        {
          at: NOW,
          ok: false,
          attempts: 2,
          lag: 12,
          failed: { number: 1, occurrence: NOW, completed_at: NOW },
        },
        { at: NOW, ok: true, attempts: 1 },
      ],
    },
  },
  paused: { ...recurring, status: 'paused', paused_at: NOW, paused_by: 'bulk', updated_at: NOW, version: 2 },
  failed: {
    ...oneTime,
    status: 'failed',
    version: 4,
    updated_at: NOW,
    next_run_at: null,
    execution_count: 1,
    failed: 1,
    claimed_to: NOW,
    started_at: NOW,
    completed_at: NOW,
    last_outcome: { status: 'failed', at: NOW, code: 'TIMEOUT' },
    last_error: ERROR,
    consecutive_failures: 1,
    unsettled: ORIGIN,
  },
  cancelled: { ...recurring, status: 'cancelled', reason: 'no longer', next_run_at: null, completed_at: NOW },
  named: {
    ...recurring,
    payload: 5,
    earlier_payloads: [0, 3],
    declared: {
      name: 'report',
      by: 'config',
      digest: 'abc',
      schedule_digest: 'def',
      generation: 2,
      held: 'hand',
    },
  },
  deleted: { ...recurring, deleted_at: NOW, version: 2 },
  tombstone: tombstoneOf({ ...keyed(oneTime), deleted_at: NOW, last_error: ERROR }, NOW),
};

export { ATTEMPTS, ERROR, ID };

import { DynamoAuditStore } from '../../../../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../../../../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../../../../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../../../../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../../../../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../../../../adapters/aws/dynamo-job-store.ts';
import { DynamoNameStore } from '../../../../adapters/aws/dynamo-name-store.ts';
import { DynamoProgressStore } from '../../../../adapters/aws/dynamo-progress-store.ts';
import { DynamoRunStore } from '../../../../adapters/aws/dynamo-run-store.ts';
import { DynamoStatsStore } from '../../../../adapters/aws/dynamo-stats-store.ts';
import type { DynamoTable } from '../../../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../../../adapters/aws/dynamo-webhook-store.ts';
import { Formats } from '../../../../adapters/aws/formats.ts';
import type { Hold } from '../../../../contract/hold.ts';
import type { Execution } from '../../../../contract/job.ts';
import type { WrongRun } from '../../../../contract/run.ts';
import type { AuditRecord } from '../../../../core/jobs/audit-record.ts';
import type { Payload } from '../../../../core/jobs/payload.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { Bulk } from '../../../../core/ports/bulk-store.ts';
import type { Reservation } from '../../../../core/ports/job-store.ts';
import type { AppliedSet, NameHolder } from '../../../../core/ports/name-store.ts';
import type { HourTally, Reading, Recount, Total } from '../../../../core/ports/stats-store.ts';
import type { WebhookRow } from '../../../../core/ports/webhooks.ts';
import { DAY, HOUR } from '../../../../core/time/units.ts';
import { hookId, webhookRow } from '../../../core/webhooks/webhook-rows.ts';
import { ATTEMPTS, ERROR, ID, NOW, ROWS } from './row-samples.ts';

/** One kind of document: samples, and the store that writes and reads it. */
export interface Kind {
  version: number;
  samples: Record<string, unknown>;
  write(table: DynamoTable, value: unknown): Promise<unknown>;
  read(table: DynamoTable, value: unknown): Promise<unknown>;
}

const CLOCK = { now: () => NOW, sleepUntil: async () => undefined };
const SCOPE = { product: 'shop', env: 'dev' };
const KEPT = 30 * DAY;
const JOB = { id: ID };

function kind<T>(
  format: { version: number },
  samples: Record<string, T>,
  write: (table: DynamoTable, value: T) => Promise<unknown>,
  read: (table: DynamoTable, value: T) => Promise<unknown>,
): Kind {
  // Golden documents hold a value of today's type, as their tests see to.
  return { version: format.version, samples, write, read } as Kind;
}

const jobs = (table: DynamoTable) => new DynamoJobStore(table, CLOCK, KEPT);
const history = (table: DynamoTable) => new DynamoHistoryStore(table, CLOCK, KEPT);
const runs = (table: DynamoTable) => new DynamoRunStore(table, CLOCK, KEPT, 1);
const keys = (table: DynamoTable) => new DynamoIdempotencyStore(table);
const names = (table: DynamoTable) => new DynamoNameStore(table);
const stats = (table: DynamoTable) => new DynamoStatsStore(table);

const completed = { number: 3, occurrence: NOW, started_at: NOW + 5, completed_at: NOW + 9 } as const;
const EXECUTIONS: Record<string, Execution> = {
  completed: { ...completed, status: 'completed', duration_ms: 4, lag_ms: 5, attempts: 1, result: { n: 1 } },
  failed: { ...completed, status: 'failed', attempts: 3, error: ERROR, attempt_errors: ATTEMPTS },
  skipped: {
    number: 0,
    occurrence: NOW,
    status: 'skipped',
    attempts: 0,
    reason: 'overlap',
    through: NOW + 1,
    count: 2,
  },
};
const WRONG_RUN = {
  job_id: ID,
  ...SCOPE,
  namespace: 'actions',
  target: 'app:hit',
  at: NOW,
  occurrence: NOW,
} as const;
const WRONG_RUNS: Record<string, WrongRun> = {
  failed: { ...WRONG_RUN, name: 'report', outcome: 'failed', number: 3, attempts: 2, error: ERROR },
  skipped: {
    ...WRONG_RUN,
    outcome: 'skipped',
    number: 0,
    attempts: 0,
    reason: 'paused',
    detail: 'the database moves',
    through: NOW,
    count: 2,
  },
};
const PAYLOADS: Record<string, Payload> = {
  plain: { target: { resource: 'app' }, input: { s: 1 } },
  full: {
    target: { resource: 'app', event: 'hit', operation: 'do' },
    input: {},
    session: { tag: 'user', token: 'secret' },
    cache: 'cache',
    useful_until: NOW + HOUR,
  },
};
const BULKS: Record<string, Bulk> = {
  begun: {
    id: 'bulk_01KDVDNA00ABCDEFGHJKMNPQRS',
    action: 'cancel',
    status: 'running',
    count: 0,
    failed: 0,
    dry_run: false,
    created_at: NOW,
    updated_at: NOW,
    version: 1,
    scopes: [SCOPE],
    statuses: ['scheduled'],
    below: ID,
  },
  counted: {
    id: 'bulk_01KDVDNA00ABCDEFGHJKMNPQRS',
    action: 'retry',
    status: 'completed',
    count: 2,
    failed: 1,
    dry_run: true,
    counts: [{ ...SCOPE, status: 'failed', count: 2 }],
    created_at: NOW,
    updated_at: NOW + 1,
    version: 4,
    scopes: [SCOPE],
    statuses: ['failed'],
    from: ID,
    below: ID,
    error: 'TIMEOUT',
    rate: 5,
  },
};
const SETS: Record<string, AppliedSet> = {
  open: { generation: 2, digest: 'abc', names: ['a', 'b'], open: true, fences: true, begun_at: NOW },
  complete: { generation: 2, digest: 'abc', names: [], open: false, fences: false, begun_at: NOW },
};
const NAMES: Record<string, NameHolder> = {
  'by-call': { job_id: ID, digest: 'abc', held_at: NOW },
  'by-config': { job_id: ID, digest: 'abc', held_at: NOW, generation: 3, held: 'hand' },
};
const WEBHOOKS: Record<string, WebhookRow> = {
  enabled: webhookRow(),
  disabled: webhookRow({
    ...SCOPE,
    enabled: false,
    limited_until: 0,
    failing_since: NOW,
    last_failure: { at: NOW, status: 500, error: 'the receiver answered 500' },
    disabled_reason: 'failed for a day',
    updated_at: NOW,
    version: 2,
  }),
};
const HOUR_TALLY: HourTally = { hour: NOW, tally: { 'in.paused': 1, 'lag.3': 2 } };
const COUNTED = { scope: SCOPE, hour: NOW, shard: 'shardId-1', first: '0001', last: '0004' };
const TOTAL: Total = { tally: { dispatched: 3 }, closed_to: NOW, version: 1 };
const RECOUNT: Recount = {
  stamp: NOW,
  below: ID,
  within: { id: ID, cursor: String(NOW), seen: NOW },
  hours: { [NOW]: { dispatched: 3 } },
  version: 1,
};
const READING: Reading = { stream: 'arn', read_to: NOW, epochs: [NOW + 1], from: NOW, version: 1 };
const HOLD: Hold = {
  product: 'shop',
  env: 'dev',
  namespace: 'actions',
  reason: 'test',
  since: NOW,
  until: NOW + 1,
};
const CLAIM: Reservation = { job_id: ID, digest: 'abc' };

const RECORD: AuditRecord = {
  id: `${ID}.3`,
  at: NOW,
  actor: 'anna',
  via: 'token',
  address: '10.0.0.7',
  command: 'reschedule',
  ...SCOPE,
  namespace: 'actions',
  job_id: ID,
  before: { cron: '0 8 * * *' },
  after: { cron: '0 9 * * *' },
  reason: 'test',
  nth: 2,
  restore: {
    kind: 'cron',
    cron: '0 8 * * *',
    tz: 'UTC',
    overlap: 'skip',
    missed: 'latest',
    precision: 'second',
  },
};

/** Every kind of document in the table, by its name in `Formats`. */
export const KINDS: Record<keyof typeof Formats, Kind> = {
  row: kind<JobRow>(
    Formats.row,
    ROWS,
    (table, row) => jobs(table).create(row),
    (table, { id }) => jobs(table).get(id),
  ),
  execution: kind(
    Formats.execution,
    EXECUTIONS,
    (table, execution) => history(table).record(ID, execution, 7),
    async (table) => (await history(table).find(ID, NOW))?.execution,
  ),
  payload: kind(
    Formats.payload,
    PAYLOADS,
    (table, payload) => jobs(table).putPayload(JOB, payload),
    (table) => jobs(table).getPayload(JOB),
  ),
  hold: kind(
    Formats.hold,
    { hold: HOLD },
    (table, hold) => new DynamoHoldStore(table, new RecentHolds(table, CLOCK)).put(hold),
    async (table) => (await new DynamoHoldStore(table, new RecentHolds(table, CLOCK)).list())[0],
  ),
  audit: kind(
    Formats.audit,
    { reschedule: RECORD },
    (table, record) => new DynamoAuditStore(table, CLOCK, KEPT).put(record),
    (table) => new DynamoAuditStore(table, CLOCK, KEPT).find(ID, 3),
  ),
  wrongRun: kind(
    Formats.wrongRun,
    WRONG_RUNS,
    (table, run) => runs(table).put([run]),
    async (table) => (await runs(table).list({ scopes: [SCOPE], limit: 1 }))[0],
  ),
  progress: kind<Record<string, unknown>>(
    Formats.progress,
    { steps: { v: 'step', doc: 1 } },
    (table, noted) => new DynamoProgressStore(table, CLOCK, KEPT).put('run', noted),
    (table) => new DynamoProgressStore(table, CLOCK, KEPT).get('run'),
  ),
  name: kind(
    Formats.name,
    NAMES,
    (table, holder) => names(table).hold(SCOPE, 'report', holder),
    (table) => names(table).find(SCOPE, 'report'),
  ),
  applied: kind(
    Formats.applied,
    SETS,
    (table, set) => names(table).setApplied(SCOPE, set),
    (table) => names(table).findApplied(SCOPE),
  ),
  bulk: kind(
    Formats.bulk,
    BULKS,
    (table, bulk) => new DynamoBulkStore(table).create(bulk),
    (table, { id }) => new DynamoBulkStore(table).get(id),
  ),
  webhook: kind(
    Formats.webhook,
    WEBHOOKS,
    (table, row) => new DynamoWebhookStore(table, CLOCK, 0).save(row),
    (table) => new DynamoWebhookStore(table, CLOCK, 0).get(hookId('a')),
  ),
  key: kind(
    Formats.key,
    { claim: CLAIM },
    (table, claim) => keys(table).reserve(SCOPE, 'key', claim, NOW, NOW + DAY),
    (table) => keys(table).find(SCOPE, 'key', NOW),
  ),
  hour: kind(
    Formats.hour,
    { counted: HOUR_TALLY },
    (table, { tally }) => stats(table).count(COUNTED, tally),
    async (table) => (await stats(table).hours(SCOPE, NOW, NOW))[0],
  ),
  total: kind(
    Formats.total,
    { counted: TOTAL },
    (table, total) => stats(table).putTotal(SCOPE, total),
    (table) => stats(table).total(SCOPE),
  ),
  recount: kind(
    Formats.recount,
    { begun: RECOUNT },
    (table, recount) => stats(table).putRecount(SCOPE, recount),
    (table) => stats(table).recount(SCOPE),
  ),
  reading: kind(
    Formats.reading,
    { lossy: READING },
    (table, reading) => stats(table).putReading(reading),
    (table) => stats(table).reading(),
  ),
};

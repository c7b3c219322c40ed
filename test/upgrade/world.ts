import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoAuditStore } from '../../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../../adapters/aws/dynamo-limiter.ts';
import { DynamoNameStore } from '../../adapters/aws/dynamo-name-store.ts';
import { DynamoProgressStore } from '../../adapters/aws/dynamo-progress-store.ts';
import { DynamoRunStore } from '../../adapters/aws/dynamo-run-store.ts';
import { DynamoStatsStore } from '../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import { Attribute } from '../../adapters/aws/formats.ts';
import { MemoryDeliveryQueue } from '../../adapters/memory/memory-queues.ts';
import { Chance } from '../../bench/virtual/chance.ts';
import type { WrittenConfig } from '../../contract/config.ts';
import type { JobRun } from '../../contract/job-function.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../core/ports/telemetry.ts';
import { DAY } from '../../core/time/units.ts';
import { readDelivery } from '../../core/webhooks/delivery.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { Ductape } from '../../sdk/client.ts';
import type { TestClient } from '../../testing/engine.ts';
import { MemoryEngine } from '../../testing/memory-engine.ts';
import { MemoryTime } from '../../testing/memory-time.ts';
import { withHandlers, withModules } from '../../testing/test-config.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { startTable, TABLE_NAME } from '../conformance/stores.ts';
import type { Call, Release } from './release.ts';

export const SCOPE = { product: 'shop', env: 'dev' };

const http = (event: string) =>
  ({
    provider: 'http',
    baseUrl: 'http://127.0.0.1:9',
    events: { [event]: { method: 'POST', path: '/' } },
  }) as const;

/** What a release is deployed with: a config of every kind of job, the own function among them. */
export const CONFIG: WrittenConfig = {
  products: {
    shop: {
      envs: {
        dev: {
          actions: { payments: http('charge'), mails: http('send') },
          workflows: { report: { provider: 'function', entry: 'examples/functions/send-report.ts' } },
          schedules: {
            reports: {
              namespace: 'workflows',
              workflow: 'report',
              input: { to: 'all' },
              schedule: { cron: '*/5 * * * *' },
            },
          },
        },
      },
    },
  },
};

/** What a dispatch asks its target for: to fail at its first attempts, or never to answer. */
interface Wanted {
  body?: { fails?: number; hangs?: boolean };
}

/** Targets that note their calls. @param hang whether they may leave a call without an answer */
export function handlersOf(calls: Call[], hang: boolean) {
  const handle = async ({ body: { fails = 0, hangs = false } = {} }: Wanted, run: JobRun) => {
    calls.push({ job: run.job_id, occurrence: run.occurrence, attempt: run.attempt });
    if (hangs && hang) await new Promise(() => undefined);
    // Without the paths of a machine.
    if (run.attempt <= fails)
      throw Object.assign(new Error(`as told, at attempt ${run.attempt}`), { stack: '' });
    return { charged: run.number };
  };
  return { 'actions.payments': handle, 'actions.mails': handle };
}

/** The functions of this release over a real table, in a time that passes when it is told to. */
export class World {
  readonly client: TestClient;
  readonly calls: Call[] = [];
  readonly told: TelemetryEvent[];
  readonly deliveries: MemoryDeliveryQueue;
  readonly engine: MemoryEngine;
  private readonly table: DynamoDBClient;
  private readonly stopTable: () => Promise<void>;

  private constructor(
    parts: Pick<World, 'calls' | 'told' | 'deliveries' | 'engine'> & {
      table: DynamoDBClient;
      stop: () => Promise<void>;
    },
  ) {
    this.calls = parts.calls;
    this.told = parts.told;
    this.deliveries = parts.deliveries;
    this.engine = parts.engine;
    this.table = parts.table;
    this.stopTable = parts.stop;
    this.client = new Ductape({ transport: this.engine.transport, ...SCOPE });
  }

  /** @param hang whether targets may leave a call without an answer */
  static async start(at: number, hang = false): Promise<World> {
    const { client: table, stop } = await startTable();
    const calls: Call[] = [];
    const told: TelemetryEvent[] = [];
    const deliveries = new MemoryDeliveryQueue();
    const time = new MemoryTime(at);
    const store = new DynamoTable(table, TABLE_NAME, PATIENT);
    const tell = (event: TelemetryEvent) => void told.push(event);
    const changes: RowChange[] = [];
    const ports = portsOf(store, time, deliveries, tell, changes);
    const { config, functions } = withHandlers(parseConfig(CONFIG), handlersOf(calls, hang), {});
    const own = await withModules(config, {});
    const progress = new DynamoProgressStore(store, time, RETENTION);
    const all = [...functions, ...own.functions];
    const taken = () => changes.splice(0);
    const engine = new MemoryEngine(own.config, all, {}, time, ports, progress, taken);
    return new World({ calls, told, deliveries, engine, table, stop });
  }

  /** Finds what a release left behind. */
  async find({ items, messages, deliveries, schedules }: Release): Promise<void> {
    await writeItems(this.table, TABLE_NAME, items);
    const reached = items.map((item) => Number(String(item['s.memory'] ?? '0').slice(-9)));
    LAST.number = Math.max(LAST.number, ...reached);
    const { queue, scheduler } = this.engine.time;
    queue.messages.push(...structuredClone(messages));
    for (const schedule of schedules) scheduler.schedules.set(schedule.name, structuredClone(schedule));
    await this.deliveries.send(deliveries.flatMap((body) => readDelivery(body) ?? []));
  }

  /** All items of the table, in the order of their keys. */
  async items(): Promise<Record<string, unknown>[]> {
    const { Items = [], LastEvaluatedKey } = await this.table.send(
      new ScanCommand({ TableName: TABLE_NAME, ConsistentRead: true }),
    );
    if (LastEvaluatedKey) throw new Error('the table is larger than one answer');
    const keyOf = ({ pk, sk }: Record<string, unknown>) => `${pk} ${sk}`;
    return Items.map((item) => unmarshall(item)).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** Gives the rows of jobs another version of their format, as one that this release may not know has. */
  async setFormat(jobs: readonly string[], version: number): Promise<void> {
    const rows = (await this.items()).filter(
      ({ pk, sk }) => sk === 'ROW' && jobs.some((id) => pk === `JOB#${id}`),
    );
    await writeItems(
      this.table,
      TABLE_NAME,
      rows.map((row) => ({ ...row, [Attribute.format]: version })),
    );
  }

  async stop(): Promise<void> {
    await this.stopTable();
  }
}

const RETENTION = 30 * DAY;

function portsOf(
  table: DynamoTable,
  time: MemoryTime,
  deliveries: MemoryDeliveryQueue,
  telemetry: (event: TelemetryEvent) => void,
  changes: RowChange[],
): Ports {
  return {
    jobs: streamed(new DynamoJobStore(table, time, RETENTION, telemetry), time, changes),
    history: new DynamoHistoryStore(table, time, RETENTION),
    runs: new DynamoRunStore(table, time, RETENTION, 1),
    keys: new DynamoIdempotencyStore(table),
    names: new DynamoNameStore(table, telemetry),
    audit: new DynamoAuditStore(table, time, RETENTION, telemetry),
    bulks: new DynamoBulkStore(table),
    holds: new DynamoHoldStore(table, new RecentHolds(table, time)),
    limiter: new DynamoLimiter(table),
    stats: new DynamoStatsStore(table),
    webhooks: new DynamoWebhookStore(table, time, 0, telemetry),
    scheduler: time.scheduler,
    queue: time.queue,
    deliveries,
    clock: time,
    random: new Chance(1).next,
    telemetry,
    settings: { nearBound: 900_000, maxTimeout: 290_000 },
  };
}

/** Changes are numbered on where those of the release end that was found. */
const LAST = { number: 0 };

/** Notes the changes of rows as the stream of the table tells them; a row that cannot be read is none. */
function streamed(jobs: DynamoJobStore, time: MemoryTime, changes: RowChange[]): DynamoJobStore {
  const noting =
    (write: (row: JobRow) => Promise<boolean>) =>
    async (row: JobRow): Promise<boolean> => {
      const standing = () => jobs.get(row.id).catch(() => null);
      const before = await standing();
      if (!(await write(row))) return false;
      const after = await standing();
      // Above all numbers of an earlier world, whose time is earlier.
      LAST.number += 1;
      const sequence = `${time.now()}${String(LAST.number).padStart(9, '0')}`.padStart(40, '0');
      changes.push({ sequence, at: time.now(), ...(before && { before }), ...(after && { after }) });
      return true;
    };
  return Object.assign(Object.create(jobs), {
    create: noting((row) => jobs.create(row)),
    commit: noting((row) => jobs.commit(row)),
    remove: noting((row) => jobs.remove(row)),
  });
}

/** Writes items into a table as they are. */
export async function writeItems(
  client: DynamoDBClient,
  table: string,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const some = items.slice(from, from + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: some } }));
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { systemClock, systemRandom } from '../adapters/aws/clock.ts';
import { DynamoAuditStore } from '../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../adapters/aws/dynamo-limiter.ts';
import { DynamoNameStore } from '../adapters/aws/dynamo-name-store.ts';
import { DynamoRunStore } from '../adapters/aws/dynamo-run-store.ts';
import { DynamoStatsStore } from '../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../adapters/aws/dynamo-webhook-store.ts';
import { Patience } from '../adapters/aws/patient.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { DEPLOY } from '../core/jobs/caller.ts';
import type { WakeUp } from '../core/messages/wake-up.ts';
import { DAY } from '../core/time/units.ts';
import { dispatchJob } from '../core/usecases/dispatch/dispatch-job.ts';
import { Env } from '../lambdas/environment.ts';
import { createTable, startDynamoDb } from '../local/engines/dynamodb.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../local/names.ts';
import { inputs } from '../namespaces/input-registry.ts';
import { coldConfig } from './cold-jobs.ts';
import { tableProperties } from './table-properties.ts';

/** A table with jobs that are due but whose wake-ups never came, and the environment of functions that use it. */
export async function startColdTable() {
  const directory = await mkdtemp(join(tmpdir(), 'ductape-cold-'));
  const engine = await startDynamoDb(directory);
  await createTable(engine.endpoint, 'jobs', tableProperties());
  const aws = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
  const client = new DynamoDBClient({ ...aws, endpoint: engine.endpoint });
  const table = new DynamoTable(client, 'jobs', new Patience(() => 10_000));
  let wake: WakeUp | undefined;
  const ports = {
    jobs: new DynamoJobStore(table, systemClock, DAY),
    history: new DynamoHistoryStore(table, systemClock, DAY),
    runs: new DynamoRunStore(table, systemClock, DAY, 1),
    bulks: new DynamoBulkStore(table),
    holds: new DynamoHoldStore(table, new RecentHolds(table, systemClock)),
    audit: new DynamoAuditStore(table, systemClock, DAY),
    names: new DynamoNameStore(table),
    limiter: new DynamoLimiter(table),
    stats: new DynamoStatsStore(table),
    keys: new DynamoIdempotencyStore(table),
    queue: {
      backlog: async () => 0,
      send: async (body: string) => {
        wake = JSON.parse(body);
      },
    },
    webhooks: new DynamoWebhookStore(table, systemClock, DAY),
    deliveries: { send: async () => 0 },
    scheduler: { create: async () => undefined, remove: async () => undefined },
    clock: systemClock,
    random: systemRandom,
    telemetry: () => undefined,
    settings: { nearBound: 900_000, maxTimeout: 290_000 },
  };
  const setup = {
    config: coldConfig,
    inputs,
    maxTimeout: 30_000,
    digest: (text: string) => text,
    caller: DEPLOY,
  };
  const names = Object.values(Env).map((name) => [
    name,
    /_MS|DAYS|SECONDS|FAILURES/.test(name) ? '900' : 'x',
  ]);
  return {
    /** Everything but the table is out of reach. */
    environment: {
      ...Object.fromEntries(names),
      [Env.tableName]: 'jobs',
      [Env.queueUrl]: 'http://127.0.0.1:1/0/wake-ups',
      [Env.secretSource]: 'environment',
      AWS_REGION: LOCAL.region,
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      [Env.tableEndpoint]: engine.endpoint,
      AWS_MAX_ATTEMPTS: '1',
      AWS_LAMBDA_FUNCTION_NAME: 'cold',
      POWERTOOLS_LOG_LEVEL: 'CRITICAL',
      POWERTOOLS_METRICS_NAMESPACE: 'cold',
      POWERTOOLS_METRICS_DISABLED: 'true',
      POWERTOOLS_SERVICE_NAME: 'cold',
    },
    /** A job that is due now, and the wake-up that would run it. */
    dueJob: async (namespace: Namespace, body: object): Promise<WakeUp> => {
      wake = undefined;
      await dispatchJob(namespace, body, setup, ports);
      if (!wake) throw new Error('the job was not armed');
      return wake;
    },
    stop: async () => {
      client.destroy();
      await engine.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

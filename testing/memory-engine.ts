import type { Logger } from '@aws-lambda-powertools/logger';
import { systemRandom } from '../adapters/aws/clock.ts';
import { MemoryAuditStore } from '../adapters/memory/memory-audit-store.ts';
import { MemoryBulkStore } from '../adapters/memory/memory-bulk-store.ts';
import { MemoryHistoryStore, MemoryProgressStore } from '../adapters/memory/memory-history-store.ts';
import { MemoryHoldStore } from '../adapters/memory/memory-hold-store.ts';
import { MemoryIdempotencyStore } from '../adapters/memory/memory-idempotency-store.ts';
import { MemoryJobStore } from '../adapters/memory/memory-job-store.ts';
import { MemoryLimiter } from '../adapters/memory/memory-limiter.ts';
import { MemoryNameStore } from '../adapters/memory/memory-name-store.ts';
import { MemoryDeliveryQueue, MemorySlowScopes } from '../adapters/memory/memory-queues.ts';
import { MemoryRunStore } from '../adapters/memory/memory-run-store.ts';
import { MemoryStatsStore } from '../adapters/memory/memory-stats-store.ts';
import { MemoryWebhookStore } from '../adapters/memory/memory-webhook-store.ts';
import { AesEncrypter } from '../adapters/webhooks/aes-encrypter.ts';
import type { Config, Resource } from '../contract/config.ts';
import { ErrorCode } from '../contract/errors.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { asRecord } from '../contract/plain-data.ts';
import { VERSION } from '../contract/version.ts';
import { scopesOf } from '../core/config/find-resource.ts';
import { RunError } from '../core/errors/run-error.ts';
import type { AuditRecord } from '../core/jobs/audit-record.ts';
import type { RowChange } from '../core/jobs/row-change.ts';
import type { Lane } from '../core/messages/wake-up.ts';
import type { AwsAccess, Secrets } from '../core/ports/access.ts';
import type { NamespaceRun } from '../core/ports/namespace.ts';
import type { Ports } from '../core/ports/ports.ts';
import type { ProgressStore } from '../core/ports/progress-store.ts';
import type { Clock } from '../core/time/clock.ts';
import { MaintenanceWindows, withWindows } from '../core/usecases/maintain/maintenance-windows.ts';
import { sweep } from '../core/usecases/maintain/sweep.ts';
import { project } from '../core/usecases/project/project.ts';
import { setsByProduct, setsIn } from '../core/usecases/schedules/declared-set.ts';
import { digest } from '../lambdas/digest.ts';
import { createHandler as createDispatch } from '../lambdas/dispatch/handler.ts';
import { applyEvent, schedulesSetup } from '../lambdas/executor/declared-schedules.ts';
import { createHandler as createExecutor } from '../lambdas/executor/handler.ts';
import { createRunner } from '../lambdas/executor/runner.ts';
import { inputs } from '../namespaces/input-registry.ts';
import { runFor } from '../namespaces/run-registry.ts';
import { readAnswer } from '../namespaces/shared/lambda/answer.ts';
import { eventOf } from '../namespaces/shared/lambda/run-event.ts';
import { Ductape } from '../sdk/client.ts';
import type { Transport } from '../sdk/transport.ts';
import type { Engine, EngineParts } from './engine.ts';
import type { InProcessFunction } from './in-process.ts';
import { MemoryTime } from './memory-time.ts';
import { withModules } from './test-config.ts';

/** As a deployment has them unless it says otherwise, ms. */
const SETTINGS = { nearBound: 900_000, maxTimeout: 290_000 };

/** Nothing is logged: what happened is in the jobs. */
const SILENT = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]),
) as unknown as Logger;

/** AWS is not reached. */
const NO_AWS: AwsAccess = {
  credentials: async () => {
    throw new RunError(
      ErrorCode.Forbidden,
      'a test in memory has no credentials of AWS: give the resource a handler',
    );
  },
};

/** Starts the engine over stores in memory. @throws Error naming the schedules of the config that are refused */
export async function startMemory(parts: EngineParts): Promise<Engine> {
  const { config, functions } = await withModules(parts.config, parts.secrets);
  const time = new MemoryTime(parts.at);
  const own = [...parts.functions, ...functions];
  const changes: RowChange[] = [];
  const ports = portsOf(time, config, (change) => changes.push(change));
  const progress = new MemoryProgressStore();
  const engine = new MemoryEngine(config, own, parts.secrets, time, ports, progress, () => changes.splice(0));
  await engine.start();
  return {
    client: new Ductape({ transport: engine.transport, ...parts.scope }),
    now: () => engine.time.now(),
    passTo: (moment) => engine.passTo(moment),
    stop: async () => engine.time.stop(),
  };
}

/** The use cases of the functions over the stores of some ports, in a time that only passes when it is told to. */
export class MemoryEngine {
  readonly time: MemoryTime;
  readonly transport: Transport;
  readonly ports: Ports;
  private readonly changes: () => RowChange[];
  private readonly config: Config;
  readonly execute: ReturnType<typeof createExecutor>;

  constructor(
    config: Config,
    functions: readonly InProcessFunction[],
    given: Record<string, string>,
    time: MemoryTime,
    ports: Ports,
    progress: ProgressStore,
    changes: () => RowChange[],
  ) {
    this.config = config;
    this.time = time;
    this.ports = ports;
    this.changes = changes;
    const secrets = secretsOf(given);
    const slowScopes = new MemorySlowScopes();
    const setup = schedulesSetup(config, SETTINGS.maxTimeout);
    const runner = createRunner({
      ...ports,
      config,
      maxTimeout: SETTINGS.maxTimeout,
      accessOf: () => NO_AWS,
      secrets: () => secrets,
      progress,
      runFor: async (namespace, resource) =>
        resource.provider === 'lambda'
          ? inProcess(functions, resource.functionArn, time)
          : await reached(namespace, resource),
      onFault: () => undefined,
    });
    this.execute = createExecutor({
      ports,
      lasting: ports,
      hasty: ports,
      sending: ports,
      runner,
      slowScopes,
      extendVisibility: async (receiptHandle, ms) => time.extendVisibility(receiptHandle, ms),
      laneOf: (arn) => arn as Lane,
      scopes: scopesOf(config),
      applySchedules: (event) => applyEvent(event, setup, ports),
      healSchedules: async () => undefined,
      logger: SILENT,
    });
    const dispatch = createDispatch(
      {
        config,
        inputs,
        claims: { products: 'products', access: 'access' },
        about: { version: VERSION, retention_days: 90 },
        maxTimeout: SETTINGS.maxTimeout,
        localReceivers: true,
        isHealthy: async () => true,
        encrypter: new AesEncrypter(async () => 'a key of a test'),
        post: async (delivery) =>
          await (await import('../adapters/webhooks/post.ts')).createPost({ local: true })(delivery),
        digest,
      },
      ports,
      SILENT,
    );
    this.transport = async (request) => {
      this.time.assertGoing();
      await this.project();
      const { status, body } = (await dispatch(structuredClone(request))) as {
        status: number;
        body: unknown;
      };
      return { status, body: JSON.parse(JSON.stringify(body ?? null)) };
    };
  }

  /** Applies the schedules of the config, as a start does. @throws Error naming those that were refused */
  async start(): Promise<void> {
    const sets = setsIn(this.config, digest);
    if (sets.length === 0) return;
    await this.execute({ RequestType: 'Update', ResourceProperties: { Sets: setsByProduct(sets) } });
  }

  /** Lets time pass, and has what was done counted. */
  async passTo(moment: number): Promise<void> {
    this.time.assertGoing();
    await this.time.passTo(moment, async (event) => {
      const answer = await this.execute(event);
      return 'batchItemFailures' in answer ? answer : { batchItemFailures: [] };
    });
    await this.project();
    await sweep(scopesOf(this.config), this.ports);
  }

  private async project(): Promise<void> {
    const source = { stream: 'memory', shard: 'memory' };
    await project(source, this.changes(), { ...this.ports, known: async () => null });
  }
}

function portsOf(time: MemoryTime, config: Config, stream: (change: RowChange) => void): Ports {
  const audited = (record: AuditRecord | undefined) =>
    record && stream({ sequence: '', at: time.now(), record });
  return {
    jobs: new MemoryJobStore(() => time.now(), stream),
    history: new MemoryHistoryStore(),
    runs: new MemoryRunStore(),
    keys: new MemoryIdempotencyStore(),
    names: new MemoryNameStore(),
    bulks: new MemoryBulkStore(audited),
    holds: withWindows(new MemoryHoldStore(audited), new MaintenanceWindows(config, time)),
    audit: new MemoryAuditStore(),
    limiter: new MemoryLimiter(),
    stats: new MemoryStatsStore(),
    scheduler: time.scheduler,
    queue: time.queue,
    webhooks: new MemoryWebhookStore(audited),
    deliveries: new MemoryDeliveryQueue(),
    clock: time,
    random: systemRandom,
    telemetry: () => undefined,
    settings: SETTINGS,
  };
}

function secretsOf(given: Record<string, string>): Secrets {
  return {
    get: async (name) => {
      const value = given[name];
      if (value !== undefined) return value;
      throw new RunError(ErrorCode.NotFound, `There is no secret ${name}: give it in secrets.`);
    },
  };
}

function inProcess(functions: readonly InProcessFunction[], functionArn: string, time: Clock): NamespaceRun {
  const fn = functions.find(({ arn }) => arn === functionArn);
  if (!fn) throw new RunError(ErrorCode.NotFound, `no handler stands for the function ${functionArn}`);
  return async (request, context) => {
    const event = JSON.stringify(eventOf(request, context));
    const { payload, failed } = await fn.invoke(event, time.now() - Date.now());
    return readAnswer(payload, failed);
  };
}

/** A resource without a handler is reached as in a deployment, where the driver for it is installed: the package of the kit has none. */
async function reached(namespace: Namespace, resource: Resource): Promise<NamespaceRun> {
  const run = await runFor(namespace, resource);
  return async (request, context) => {
    try {
      return await run(request, context);
    } catch (error) {
      if (!['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'].includes(String(asRecord(error)['code'])))
        throw error;
      const message = `a test in memory has no driver for ${resource.provider}: give the resource a handler`;
      throw new RunError(ErrorCode.NotFound, message, { cause: error });
    }
  };
}

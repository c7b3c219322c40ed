import { Annotations, Duration, Names } from 'aws-cdk-lib';
import type { Alarm, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType, type IFunction, type IFunctionUrl } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { WrittenConfig } from '../contract/config.ts';
import type { Scope } from '../core/jobs/scope.ts';
import { Env } from '../lambdas/environment.ts';
import { createAlarms } from './alarms.ts';
import { tellCompletions } from './completions.ts';
import { unreachableLines } from './config-lines.ts';
import { createDashboard } from './dashboard.ts';
import { dashboardFiles, signInEnvironment } from './dashboard-files.ts';
import { applyDeclared } from './declared-schedules.ts';
import { valuesEnvironment } from './deployed-values.ts';
import { engineEnvironment } from './engine-environment.ts';
import { grantEngine } from './engine-permissions.ts';
import { consume, feedLanes } from './event-sources.ts';
import { engineCode, JobFunction } from './functions.ts';
import { JobHttpApi } from './http-api.ts';
import { type JobSchedulerProps, maxTimeoutOf, settingsOf } from './job-scheduler-props.ts';
import { createLogGroup, letLogsUse } from './log-group.ts';
import { OwnFunctions } from './own-functions.ts';
import { Projector } from './projector.ts';
import { mustHave, onlyEnvs, readConfig } from './read-config.ts';
import { JobSchedules } from './schedule-group.ts';
import { ScopeRoles } from './scope-roles.ts';
import { stackFaults } from './stack-quotas.ts';
import { createTable } from './table.ts';
import { readableArns } from './token-arns.ts';
import { markTokens } from './tokens.ts';
import { WakeUpQueue } from './wake-up-queue.ts';
import { SENDER_CONCURRENCY, SENDER_TIMEOUT, WebhookDelivery } from './webhook-delivery.ts';

/** API Gateway waits 30 s for an answer (docs/time.md, 8); a second is left to give one. */
const DISPATCH_TIMEOUT = Duration.seconds(29);
const DEAD_LETTER_TIMEOUT = Duration.minutes(1);

/** A job scheduler: the API that takes jobs, what keeps their time, and the function that runs them. */
export class JobScheduler extends Construct {
  readonly api: JobHttpApi;
  readonly dispatchFunction: IFunction;
  /** Of the dispatch function, where it has one. */
  readonly dispatchUrl?: IFunctionUrl;
  readonly executorFunction: IFunction;
  readonly deadLetterFunction: IFunction;
  readonly webhooksFunction: IFunction;
  readonly table: ITable;
  readonly queue: Queue;
  /** Of wake-ups of products whose runs take long. */
  readonly slowQueue: Queue;
  /** Of wake-ups that are answered one at a time. */
  readonly aloneQueue: Queue;
  /** Of bulk operations and the sweep. */
  readonly bulkQueue: Queue;
  readonly deadLetterQueue: Queue;
  readonly schedules: JobSchedules;
  readonly webhooks: WebhookDelivery;
  /** Makes figures and deliveries to webhooks of what jobs do. */
  readonly projector: Projector;
  /** What jobs may reach, product by product and env by env. */
  readonly scopeRoles: ScopeRoles;
  /** The functions that the config has by their sources, to be permitted more by `of`. */
  readonly ownFunctions: OwnFunctions;
  readonly alarms: Alarm[];
  readonly dashboard: Dashboard;
  private readonly config: WrittenConfig;

  constructor(scope: Construct, id: string, props: JobSchedulerProps) {
    super(scope, id);
    const settings = settingsOf(props);
    const serviceName = settings.serviceName ?? Names.uniqueResourceName(this, { maxLength: 64 });
    const { encryptionKey, executorTimeout, removalPolicy, network, functionUrl } = settings;
    if (encryptionKey) letLogsUse(encryptionKey);
    this.config = onlyEnvs(readConfig(settings.config), settings.envs);
    const executorNetwork = settings.executorNetwork ?? network;
    this.ownFunctions = new OwnFunctions(this, 'Own', this.config, { ...settings, network: executorNetwork });
    const { config: lowered } = this.ownFunctions;
    const config = readableArns(lowered);
    for (const line of unreachableLines(config))
      Annotations.of(this).addWarningV2('ductape-scheduler:unreachable', line);

    // The CDK's own table differs from its interface in what may be undefined.
    this.table = settings.table ?? (createTable(this, settings) as ITable);
    const { queue, slowQueue, aloneQueue, bulkQueue, deadLetterQueue } = new WakeUpQueue(this, 'Queue', {
      executorTimeout,
      deadLetterTimeout: DEAD_LETTER_TIMEOUT,
      encryptionKey,
    });
    this.queue = queue;
    this.slowQueue = slowQueue;
    this.aloneQueue = aloneQueue;
    this.bulkQueue = bulkQueue;
    this.deadLetterQueue = deadLetterQueue;
    const queues = { queue, bulkQueue, deadLetterQueue };
    this.schedules = new JobSchedules(this, 'Schedules', { ...queues, encryptionKey });

    this.webhooks = new WebhookDelivery(this, 'Webhooks', {
      table: this.table,
      encryptionKey,
      removalPolicy,
    });

    const shipped = markTokens(lowered);
    const values = valuesEnvironment(this, shipped.tokens, { ...settings, table: this.table });
    const environment = engineEnvironment(this, settings, serviceName);
    const common = { ...settings, environment, quiet: true };
    const dispatch = new JobFunction(this, 'Dispatch', {
      ...common,
      code: engineCode(this, 'dispatch', shipped.value, settings.jwt?.dashboard && dashboardFiles),
      environment: { ...common.environment, ...signInEnvironment(this, settings.jwt) },
      description: 'Takes jobs and answers questions about them',
      timeout: DISPATCH_TIMEOUT,
      memorySize: 512,
      // A job may be a function that dispatches the next one, for as long as it likes.
      loops: true,
    });
    const executor = new JobFunction(this, 'Executor', {
      ...common,
      code: engineCode(this, 'executor', shipped.value),
      // Only runs need the values. Dispatch has none to wait for, so that what the config names by a token may call it.
      environment: { ...common.environment, ...values },
      description: 'Runs jobs that are due',
      timeout: executorTimeout,
      memorySize: settings.executorMemory,
      loops: true,
      network: executorNetwork,
    });
    const deadLetter = new JobFunction(this, 'DeadLetter', {
      ...common,
      code: engineCode(this, 'dead-letter', shipped.value),
      description: 'Records as failed what could not be run',
      timeout: DEAD_LETTER_TIMEOUT,
      memorySize: 256,
      loops: true,
    });
    const webhooks = new JobFunction(this, 'WebhookSender', {
      ...common,
      code: engineCode(this, 'webhooks', shipped.value),
      description: 'Tells webhooks what happened to jobs',
      timeout: SENDER_TIMEOUT,
      memorySize: 256,
      loops: false,
    });
    this.dispatchFunction = dispatch.function;
    this.executorFunction = executor.function;
    this.deadLetterFunction = deadLetter.function;
    this.webhooksFunction = webhooks.function;

    const engine = {
      table: this.table,
      queues: [queue, slowQueue, aloneQueue, bulkQueue],
      schedules: this.schedules,
      encryptionKey,
    };
    for (const { role } of [dispatch, executor, deadLetter]) {
      grantEngine(role, engine);
    }
    this.projector = new Projector(this, 'Projector', {
      ...common,
      code: engineCode(this, 'projector', shipped.value),
      table: this.table,
      webhooks: this.webhooks,
      bulkQueue,
    });
    this.webhooks.grantSeal(dispatch.role);
    this.webhooks.grantSend(webhooks.role);
    this.scopeRoles = new ScopeRoles(this, 'Scopes', {
      config,
      executorRole: executor.role,
      encryptionKey,
    });
    this.node.addValidation({ validate: () => stackFaults(this.scopeRoles) });
    executor.function.addEnvironment(Env.scopeRolePrefix, this.scopeRoles.arnPrefix);
    applyDeclared(this, { ...settings, config, executor, maxTimeout: maxTimeoutOf(settings) });
    tellCompletions(this, config, { queue, deadLetterQueue, encryptionKey });
    const lanes = { main: queue, slow: slowQueue, alone: aloneQueue, bulk: bulkQueue };
    feedLanes(lanes, executor.function, settings);
    consume(deadLetterQueue, deadLetter.function);
    consume(this.webhooks.queue, webhooks.function, { maxConcurrency: SENDER_CONCURRENCY });

    this.api = new JobHttpApi(this, 'Http', {
      handler: dispatch.function,
      jwt: settings.jwt,
      throttle: settings.throttle,
      corsOrigins: settings.corsOrigins,
      domain: settings.domain,
      accessLog: createLogGroup(this, 'AccessLog', settings),
    });

    const dashboardUrl = settings.dashboardUrl ?? (settings.jwt?.dashboard && this.api.url);
    if (dashboardUrl !== undefined) executor.function.addEnvironment(Env.dashboardUrl, dashboardUrl);
    if (functionUrl)
      this.dispatchUrl = dispatch.function.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });

    const watched = {
      serviceName,
      api: this.api.api,
      dispatch: dispatch.function,
      executor: executor.function,
      deadLetter: deadLetter.function,
      webhooks: webhooks.function,
      projector: this.projector.function,
      projectorDeadLetterQueue: this.projector.deadLetterQueue,
      table: this.table,
      schedules: this.schedules.group,
      queue,
      slowQueue,
      aloneQueue,
      bulkQueue,
      deadLetterQueue,
      webhookQueue: this.webhooks.queue,
      webhookDeadLetterQueue: this.webhooks.deadLetterQueue,
    };
    this.alarms = createAlarms(this, {
      ...watched,
      ...settings,
      serviceName,
      topic: settings.alarmTopic,
    });
    this.dashboard = createDashboard(this, { ...watched, alarms: this.alarms });
  }

  /**
   * Lets `grantee` call the API, where callers sign with AWS credentials, and invoke the dispatch function directly; with a scope only
   * the API, by the paths of its product and env, which a client with `scoped: true` takes.
   */
  grantDispatch(grantee: IGrantable, scope?: Partial<Scope>): void {
    if (scope) mustHave(this.config, scope);
    else this.dispatchFunction.grantInvoke(grantee);
    this.api.grantInvoke(grantee, scope);
  }

  /**
   * Lets `grantee` call the whole API by the URL of the dispatch function, whose callers cannot be confined to a product and env.
   * @throws Error where `functionUrl` is not set
   */
  grantDispatchByUrl(grantee: IGrantable): void {
    if (!this.dispatchUrl) throw new Error('grantDispatchByUrl needs functionUrl: true.');
    this.dispatchUrl.grantInvokeUrl(grantee);
  }

  /** Lets `grantee` ask the API and change nothing by it, where callers sign with AWS credentials. */
  grantRead(grantee: IGrantable, scope?: Partial<Scope>): void {
    if (scope) mustHave(this.config, scope);
    this.api.grantRead(grantee, scope);
  }
}

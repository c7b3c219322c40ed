import { join } from 'node:path';
import { stop as stopBundler } from 'esbuild';
import type { Config } from '../contract/config.ts';
import { Env } from '../lambdas/environment.ts';
import type { JobSchedulerProps } from '../lib/job-scheduler-props.ts';
import { type HttpApiOptions, startHttpApi } from './api-gateway/http-api.ts';
import { applyDeclared } from './apply-declared.ts';
import { type Blueprint, readBlueprint } from './blueprint.ts';
import { type ClockOptions, startClock } from './clock/start-clock.ts';
import { createSchedules } from './create-schedules.ts';
import { openDataDirectory } from './data-directory.ts';
import { startDynamoDb } from './engines/dynamodb.ts';
import { startMessaging } from './engines/messaging.ts';
import { API_ENVIRONMENTS, environmentsOf } from './environments.ts';
import { type Endpoints, functionEnvironment } from './function-environment.ts';
import { generatedSecrets } from './generated-secrets.ts';
import { startEventSource } from './lambda/event-source.ts';
import { createFunction, type LambdaFunction } from './lambda/function.ts';
import { startInvokeApi } from './lambda/invoke-api.ts';
import { bundleLocalFunctions, removeFunctionsBut } from './local-functions.ts';
import { LOCAL } from './names.ts';
import { provisionConfig, provisionTemplate } from './provision.ts';
import { sqsDelivery } from './scheduler/sqs-delivery.ts';
import { type SchedulerHandle, startScheduler } from './scheduler/start-scheduler.ts';
import { Stack } from './stack.ts';
import { startSts } from './sts/start-sts.ts';
import { synthesize } from './synthesize.ts';
import { mustBeFree } from './taken-port.ts';
import { startWorkflows } from './workflows.ts';

/** How an embedded cloud is started. */
export interface CloudOptions {
  config: Config;
  /** Where jobs, schedules and bundles are kept. */
  dataDirectory: string;
  /** Port of the HTTP API; 0 for a free one. */
  port?: number;
  /** How late each schedule fires, ms; default 0. The real service is late by 0–60 s. */
  lateness?: () => number;
  /** Properties of the construct, such as a shorter executor timeout. */
  props?: Omit<Partial<JobSchedulerProps>, 'config'>;
  /** Lines that functions write. */
  log?: (line: string) => void;
  /** Told when an engine is gone for good. */
  failed?: (reason: Error) => void;
  /** Puts something between the functions and an engine, such as a counter: gives the endpoint to use instead. */
  between?: (engine: 'table' | 'messaging' | 'scheduler', endpoint: string) => Promise<string>;
  /** Values of the secrets that the config names. */
  secrets?: Record<string, string | undefined>;
  /** A clock that can be moved; the machine's unless told. */
  clock?: ClockOptions;
}

/** A running embedded cloud: the deployed functions on local engines. */
export interface Cloud {
  /** The HTTP API. */
  url: string;
  endpoints: Endpoints;
  names: Blueprint['outputs'];
  dispatch: LambdaFunction;
  executor: LambdaFunction;
  scheduler: SchedulerHandle;
  /** Live jobs whose wake-ups were sent again at the start. */
  rearmed: number;
  /** Unix ms by the cloud's clock. */
  now(): number;
  /** Whether its clock can be moved. */
  hasClock: boolean;
  stop(): Promise<void>;
}

/** Starts engines and functions as the synthesized template says, and arms the jobs of an earlier start again. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const stack = new Stack();
  try {
    return await start(options, stack);
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

async function start(options: CloudOptions, stack: Stack): Promise<Cloud> {
  const { config, log = () => undefined, failed = () => undefined } = options;
  const say = (message: string) => log(JSON.stringify({ level: 'ERROR', message }));
  await mustBeFree(options.port ?? 0, {
    of: 'the API',
    remedy: 'choose another with --port, and for jobs of its own another directory with --data',
  });
  const data = await openDataDirectory(options.dataDirectory);
  await stack.add(Promise.resolve({ stop: async () => data.release() }));
  const dataDirectory = data.path;
  const { movable: time } = await stack.add(startClock(dataDirectory, options.clock, say));
  const clock = time && { clock: time.clock };
  const bundles = join(dataDirectory, 'cdk.out');
  const ownFunctions = join(dataDirectory, 'functions');
  const [template, localFunctions, table, dynamoDb, messaging] = await Promise.all([
    synthesize(config, bundles, options.props),
    bundleLocalFunctions(config, ownFunctions),
    stack.add(startDynamoDb(dataDirectory, { log: say, failed })),
    stack.add(startDynamoDb(join(dataDirectory, 'resources'), { log: say, failed })),
    stack.add(startMessaging(time?.queues)),
  ]);
  // It would stay beside the cloud with the memory it has taken, hundreds of megabytes.
  await stopBundler();
  const { between = async (_engine: string, endpoint: string) => endpoint } = options;
  // The SDK calls a queue by its URL, whatever the endpoint of SQS is.
  const queues = await between('messaging', messaging.endpoint);
  const blueprint = readBlueprint(template, bundles, queues);
  const directories = [...blueprint.functions, ...localFunctions].map(({ directory }) => directory);
  await removeFunctionsBut(directories, bundles, ownFunctions);
  await provisionTemplate(blueprint, table.endpoint, messaging);
  await provisionConfig(config, dynamoDb.endpoint, messaging);
  const send = sqsDelivery({ endpoint: messaging.endpoint });
  const deliver = time ? time.counted(send) : send;
  const scheduler = await stack.add(
    startScheduler({
      port: 0,
      file: join(dataDirectory, 'scheduler.db'),
      ...(options.lateness && { lateness: options.lateness }),
      deliver,
      ...clock,
    }),
  );
  await createSchedules(
    scheduler.url,
    blueprint.groups,
    time ? seldom(blueprint.schedules) : blueprint.schedules,
  );

  const functions: LambdaFunction[] = [];
  const lambda = await stack.add(startInvokeApi(functions));
  const { eventBus, stepFunctions } = await startWorkflows(
    config,
    blueprint.rules,
    functions,
    deliver,
    stack,
  );
  const now = () => time?.clock.now() ?? Date.now();
  const sts = await stack.add(startSts({ port: 0, roles: blueprint.roles, now }));
  const endpoints = {
    dynamoDb: dynamoDb.endpoint,
    table: table.endpoint,
    messaging: messaging.endpoint,
    scheduler: scheduler.url,
    lambda: lambda.endpoint,
    stepFunctions: stepFunctions.endpoint,
    eventBus: eventBus.endpoint,
    sts: sts.endpoint,
  };
  const seen = {
    ...endpoints,
    table: await between('table', endpoints.table),
    messaging: queues,
    scheduler: await between('scheduler', endpoints.scheduler),
  };
  const secrets = {
    ...options.secrets,
    ...(await generatedSecrets(dataDirectory, blueprint.generated)),
  };
  const local = functionEnvironment(seen, dataDirectory, secrets, time !== undefined);
  // Functions that the config names are not told where the scheduler's table is.
  const own = { [Env.tableEndpoint]: seen.table };
  const plans = blueprint.functions.map((plan) => ({
    ...plan,
    environment: { ...plan.environment, ...own },
  }));
  for (const plan of [...plans, ...localFunctions]) {
    const environment = { ...plan.environment, ...local };
    const fed = blueprint.sources.filter(({ functionName }) => functionName === plan.name);
    const maxConcurrency =
      fed.reduce((sum, source) => sum + environmentsOf(source, fed), 0) || API_ENVIRONMENTS;
    const fn = createFunction({ ...plan, environment, maxConcurrency, log, ...clock });
    functions.push(await stack.add(Promise.resolve(fn)));
  }
  const named = (name: string): LambdaFunction => {
    const fn = functions.find((candidate) => candidate.name === name);
    if (fn) return fn;
    throw new Error(`the template has no function ${name}`);
  };
  const executor = named(blueprint.outputs.executorFunction);
  const rearmed = await rearm(executor);
  const sources = blueprint.sources.map((plan) => {
    const { functionName, queueName, maximumConcurrency: _onAws, ...rest } = plan;
    const queueUrl = `${messaging.endpoint}/${LOCAL.account}/${queueName}`;
    return startEventSource({
      ...rest,
      // One that sleeps must not hold up the clock's idea of what else is at work in its environment.
      ...(time && { batchSize: 1 }),
      function: named(functionName),
      endpoint: messaging.endpoint,
      queueUrl,
      log,
      maximumConcurrency: environmentsOf(plan, blueprint.sources),
    });
  });
  await stack.add(
    Promise.resolve({ stop: async () => void (await Promise.all(sources.map((source) => source.stop()))) }),
  );
  const routes: HttpApiOptions['routes'][number][] = blueprint.routes.map(({ routeKey, functionName }) => ({
    routeKey,
    function: named(functionName),
  }));
  const isWaiting = () =>
    blueprint.sources.some(
      ({ functionName, queueName }) => named(functionName).free() > 0 && time?.queues.ready(queueName),
    );
  const moving = time && (await stack.add(Promise.resolve(time.start(isWaiting))));
  routes.push(...(moving?.routes ?? []));
  await applyDeclared(config, executor).catch((fault) => say(String(fault)));
  const api = await stack.add(
    startHttpApi({ routes, port: options.port ?? 0, jsonOnly: true, problems: true }),
  );
  return {
    url: api.endpoint,
    endpoints,
    names: blueprint.outputs,
    dispatch: named(blueprint.outputs.dispatchFunction),
    executor,
    scheduler,
    rearmed,
    now,
    hasClock: time !== undefined,
    stop: () => stack.unwind(),
  };
}

/** Messages did not outlive the last process, so every live job is armed again, as after a purge of the queue. */
async function rearm(executor: LambdaFunction): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const { payload, functionError } = await executor.invoke(JSON.stringify({ action: 'rearm', cursor }));
    if (functionError) throw new Error(`jobs could not be armed again: ${payload}`);
    const progress: { rearmed: number; cursor?: string } = JSON.parse(payload.toString());
    count += progress.rearmed;
    cursor = progress.cursor;
    if (cursor === undefined) return count;
  }
}

/** A clock that is moved stops at every moment at which something is due: a sweep each minute would take it long. */
function seldom(schedules: Blueprint['schedules']): Blueprint['schedules'] {
  return schedules.map((schedule) => ({ ...schedule, ScheduleExpression: 'rate(30 minutes)' }));
}

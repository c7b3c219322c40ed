import { join } from 'node:path';
import type { WrittenConfig } from '../contract/config.ts';
import { MINUTE } from '../core/time/units.ts';
import type { JobSchedulerProps } from '../lib/job-scheduler-props.ts';
import { PAGE_ROUTES } from '../web/pages.ts';
import { isView } from '../web/serve/files.ts';
import { type HttpApiOptions, startHttpApi } from './api-gateway/http-api.ts';
import { type Blueprint, readBlueprint } from './blueprint.ts';
import { startBundler } from './bundling.ts';
import { type ClockOptions, type MovingClock, startClock } from './clock/start-clock.ts';
import { createFunctions } from './create-functions.ts';
import { createSchedules, seldom } from './create-schedules.ts';
import { dashboardFunction } from './dashboard/dashboard-function.ts';
import { type DataDirectory, openDataDirectory } from './data-directory.ts';
import { startDynamoDb } from './engines/dynamodb.ts';
import { startMessaging } from './engines/messaging.ts';
import { applyDeclared, rearm } from './first-calls.ts';
import { type Endpoints, functionEnvironment } from './function-environment.ts';
import { generatedSecrets } from './generated-secrets.ts';
import type { LambdaFunction } from './lambda/function.ts';
import { startInvokeApi } from './lambda/invoke-api.ts';
import { localFunctions, removeFunctionsBut } from './local-functions.ts';
import { provisionConfig, provisionTemplate } from './provision.ts';
import { sqsDelivery } from './scheduler/sqs-delivery.ts';
import { type SchedulerHandle, startScheduler } from './scheduler/start-scheduler.ts';
import { Stack } from './stack.ts';
import { startSources } from './start-sources.ts';
import { startSts } from './sts/start-sts.ts';
import { mustBeFree } from './taken-port.ts';
import { templateOf } from './template-of.ts';
import { startWorkflows } from './workflows.ts';

/**
 * How long a call of a function waits for an environment, ms: a laptop has a few of them where Lambda has a thousand, and a
 * refusal would end a run that ought to have been done.
 */
const INVOKE_WAIT = 15 * MINUTE;

/** How an embedded cloud is started. */
export interface CloudOptions {
  config: WrittenConfig;
  /** Where jobs and schedules are kept; one that is opened already is released when the cloud stops. */
  dataDirectory: string | DataDirectory;
  /** Port of the HTTP API; 0 for a free one. */
  port?: number;
  /** How late each schedule fires, ms; default 0. The real service is late by 0–60 s. */
  lateness?: () => number;
  /** Properties of the construct, such as a shorter executor timeout. */
  props?: Omit<Partial<JobSchedulerProps>, 'config'>;
  /** Where bundles are kept by content, those of others removed; unless told, where all clouds of this working directory look. */
  bundles?: string;
  /** Told what is done next, in a sentence. */
  progress?: (line: string) => void;
  /** Lines that functions write; `own` is the tag of one whose code is the developer's own. */
  log?: (line: string, own?: string) => void;
  /** Told refused schedules of the config, each by its path and with the reason; they are logged unless this is given. */
  refused?: (schedules: readonly string[]) => void;
  /** Variables for functions whose code is the developer's own, such as those of `.env`; secrets of the config are not among them. */
  ownVariables?: Record<string, string>;
  /** Functions beside those of the template and the config: what the kit for tests runs in its own process. */
  functions?: readonly LambdaFunction[];
  /** Told when an engine is gone for good. */
  failed?: (reason: Error) => void;
  /** Puts something between the functions and an engine, such as a counter: gives the endpoint to use instead. */
  between?: (engine: 'table' | 'messaging' | 'scheduler', endpoint: string) => Promise<string>;
  /** Values of the secrets that the config names. */
  secrets?: Record<string, string | undefined>;
  /** A clock that can be moved; the machine's unless told. */
  clock?: ClockOptions;
  /** Draws from 0 to 1 by which batches of streams are cut and come again though they succeeded, as Lambda may do; neither unless told. */
  chaos?: () => number;
}

/** A running embedded cloud: the deployed functions on local engines. */
export interface Cloud {
  /** The HTTP API. */
  url: string;
  endpoints: Endpoints;
  names: Blueprint['outputs'];
  dispatch: LambdaFunction;
  executor: LambdaFunction;
  projector: LambdaFunction;
  scheduler: SchedulerHandle;
  /** Live jobs whose wake-ups were sent again at the start. */
  rearmed: number;
  /** Unix ms by the cloud's clock. */
  now(): number;
  /** Its clock, where that can be moved. */
  clock?: MovingClock;
  stop(): Promise<void>;
}

/**
 * Starts engines and functions as the synthesized template says, and arms the jobs of an earlier start again.
 * @param stack takes what is started; unwound meanwhile, the start ends at its next step and rejects
 */
export async function startCloud(options: CloudOptions, stack = new Stack()): Promise<Cloud> {
  try {
    return await start(options, stack);
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

async function start(options: CloudOptions, stack: Stack): Promise<Cloud> {
  const { log = () => undefined, failed = () => undefined, progress = () => undefined } = options;
  const say = (message: string) => log(JSON.stringify({ level: 'ERROR', message }));
  await mustBeFree(options.port ?? 0, {
    of: 'the API',
    remedy: 'choose another with --port, and for jobs of its own another directory with --data',
  });
  const { dataDirectory: given } = options;
  const data = typeof given === 'string' ? await openDataDirectory(given) : given;
  await stack.add(Promise.resolve({ stop: async () => data.release() }));
  const dataDirectory = data.path;
  const { movable: time, begin } = await stack.add(startClock(dataDirectory, options.clock, say));
  const clock = time && { clock: time.clock };
  const bundles = join(dataDirectory, 'cdk.out');
  const ownFolder = join(dataDirectory, 'functions');
  const { config, functions: own } = localFunctions(options.config, ownFolder);
  const bundler = await stack.add(startBundler());
  progress('Starting the tables and the queues.');
  const [template, folders, table, dynamoDb, messaging] = await Promise.all([
    templateOf({ ...options, config }, bundles, bundler),
    Promise.all(own.map(async ({ bundle }) => await bundle.current(bundler))),
    stack.add(startDynamoDb(dataDirectory, { log: say, failed })),
    stack.add(startDynamoDb(join(dataDirectory, 'resources'), { log: say, failed })),
    stack.add(startMessaging(time?.queues)),
  ]);
  await bundler.stop();
  const { between = async (_engine: string, endpoint: string) => endpoint } = options;
  // The SDK calls a queue by its URL, whatever the endpoint of SQS is.
  const queues = await between('messaging', messaging.endpoint);
  const blueprint = readBlueprint(template, bundles, queues);
  progress('Creating what is in them, and starting the scheduler and the event bus.');
  const directories = blueprint.functions.map(({ directory }) => directory);
  await removeFunctionsBut([...directories, ...folders], bundles, ownFolder);
  await provisionTemplate(blueprint, table.endpoint, messaging);
  await provisionConfig(config, dynamoDb.endpoint, messaging);
  const send = sqsDelivery({ endpoint: messaging.endpoint });
  const deliver = time ? time.counted(send) : send;
  begin();
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
  const lambda = await stack.add(startInvokeApi(functions, INVOKE_WAIT));
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
  const clockOfItsOwn = time !== undefined;
  const created = createFunctions({
    blueprint,
    own,
    surroundings: (given) => functionEnvironment(seen, dataDirectory, given, { ...options, clockOfItsOwn }),
    table: seen.table,
    secrets: options.secrets ?? {},
    generated: await generatedSecrets(dataDirectory, blueprint.generated),
    ownVariables: options.ownVariables ?? {},
    log,
    ...clock,
  });
  functions.push(...created, ...(options.functions ?? []));
  await stack.add(Promise.resolve({ stop: () => allOf(functions.map((fn) => fn.stop())) }));
  const named = (name: string): LambdaFunction => {
    const fn = functions.find((candidate) => candidate.name === name);
    if (fn) return fn;
    throw new Error(`the template has no function ${name}`);
  };
  const executor = named(blueprint.outputs.executorFunction);
  progress('Starting the executor, which looks for jobs of an earlier start.');
  const rearmed = await rearm(executor);
  const isWaiting = await startSources(
    {
      blueprint,
      named,
      messaging: messaging.endpoint,
      table: table.endpoint,
      dataDirectory,
      deliver,
      log,
      time,
      chaos: options.chaos,
    },
    stack,
  );
  const routes: HttpApiOptions['routes'][number][] = blueprint.routes.map(({ routeKey, functionName }) => ({
    routeKey,
    function: named(functionName),
  }));
  const moving = time && (await stack.add(Promise.resolve(time.start(isWaiting))));
  routes.push(...(moving?.routes ?? []));
  const dashboard = dashboardFunction();
  const served = new Set(routes.map(({ routeKey }) => routeKey));
  const pages = PAGE_ROUTES.filter((routeKey) => !served.has(routeKey));
  routes.push(...pages.map((routeKey) => ({ routeKey, function: dashboard })));
  await applyDeclared(config, executor, options.refused).catch((fault: Error) => say(fault.message));
  const api = await stack.add(
    startHttpApi({ routes, port: options.port ?? 0, jsonOnly: true, problems: true, isView }),
  );
  return {
    url: api.endpoint,
    endpoints,
    names: blueprint.outputs,
    dispatch: named(blueprint.outputs.dispatchFunction),
    executor,
    projector: named(blueprint.outputs.projectorFunction),
    scheduler,
    rearmed,
    now,
    ...(moving && { clock: moving }),
    stop: () => stack.unwind(),
  };
}

const allOf = async (stopping: Promise<void>[]) => void (await Promise.all(stopping));

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { EventBridgeScheduler } from '../../adapters/aws/event-bridge-scheduler.ts';
import { SqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { MINUTE, SECOND } from '../../core/time/units.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import type { LambdaFunction } from '../../local/lambda/function.ts';
import { Signal } from '../../local/lambda/signal.ts';
import { LOCAL, LOCAL_CREDENTIALS, localArn } from '../../local/names.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { Ductape } from '../../sdk/client.ts';
import { httpTransport } from '../../sdk/http-transports.ts';
import type { InProcessFunction } from '../../testing/in-process.ts';
import { withHandlers } from '../../testing/test-config.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { END, EXPECTED, outcomesOf, RESUMED } from './account.ts';
import { type Call, RELEASES, type Release, readRelease } from './release.ts';
import { CONFIG, handlersOf, SCOPE, writeItems } from './world.ts';

/** Two starts, of which the first bundles, and twenty minutes of jobs. */
const START_MS = 180_000;

const settings = (endpoint: string) => ({
  endpoint,
  region: LOCAL.region,
  credentials: LOCAL_CREDENTIALS,
});

/** Puts what a release left behind into the engines of an embedded cloud, before its functions start. */
class Found {
  private readonly release: Release;
  private messaging = '';

  constructor(release: Release) {
    this.release = release;
  }

  readonly between = async (engine: string, endpoint: string): Promise<string> => {
    if (engine === 'messaging') this.messaging = endpoint;
    else if (engine === 'table') await this.fillTable(endpoint);
    else if (engine === 'scheduler') {
      await this.fillScheduler(endpoint);
      await this.fillQueues();
    }
    return endpoint;
  };

  /** The only resource of a type whose logical id begins so. */
  private idOf(type: string, beginning: string): string {
    const ids = Object.entries(this.release.resources).flatMap(([id, { Type }]) =>
      Type === type && id.startsWith(beginning) ? [id] : [],
    );
    const [id = ''] = ids;
    expect(ids).toEqual([id]);
    return id;
  }

  private get queues() {
    const queue = (name: string) => this.idOf('AWS::SQS::Queue', `JobsQueue${name}`);
    return { main: queue('WakeUps'), slow: queue('Slow'), alone: queue('Alone'), bulk: queue('Bulk') };
  }

  private async fillTable(endpoint: string): Promise<void> {
    const client = new DynamoDBClient(settings(endpoint));
    // The key that webhooks' secrets are encrypted with is not of this cloud.
    const items = this.release.items.filter(({ pk }) => pk !== 'HOOKS');
    await writeItems(client, this.idOf('AWS::DynamoDB::Table', 'Jobs'), items);
    client.destroy();
  }

  private async fillScheduler(endpoint: string): Promise<void> {
    const client = new SchedulerClient(settings(endpoint));
    const { Properties } = this.release.resources[this.idOf('AWS::Scheduler::ScheduleGroup', 'Jobs')] ?? {};
    const { main, bulk } = this.queues;
    const scheduler = new EventBridgeScheduler(
      client,
      {
        group: String(Properties?.['Name']),
        queueArns: { main: localArn('sqs', main), bulk: localArn('sqs', bulk) },
        deadLetterQueueArn: localArn('sqs', this.idOf('AWS::SQS::Queue', 'JobsQueueDeadLetters')),
        roleArn: `arn:aws:iam::${LOCAL.account}:role/scheduler`,
      },
      PATIENT,
    );
    // One cannot be created with a beginning that has passed.
    for (const { start, ...schedule } of this.release.schedules)
      await scheduler.create({ ...schedule, ...(start && start > this.release.at && { start }) });
    client.destroy();
  }

  private async fillQueues(): Promise<void> {
    const { at, messages, deadLetters } = this.release;
    const client = new SQSClient({ ...settings(this.messaging), useQueueUrlAsEndpoint: false });
    const urlOf = (name: string) => `${this.messaging}/${LOCAL.account}/${name}`;
    const { main, slow, alone, bulk } = this.queues;
    const lanes = { main: urlOf(main), slow: urlOf(slow), alone: urlOf(alone), bulk: urlOf(bulk) };
    const clock = { now: () => at, sleepUntil: async () => undefined };
    const queue = new SqsQueue(client, lanes, PATIENT, { until: () => 0 }, clock);
    for (const { body, visibleAt, lane, group } of messages)
      await queue.send(body, Math.max(0, Math.ceil((visibleAt - at) / SECOND)), { lane, group });
    const dead = urlOf(this.idOf('AWS::SQS::Queue', 'JobsQueueDeadLetters'));
    const deadQueue = new SqsQueue(client, { ...lanes, main: dead }, PATIENT, { until: () => 0 }, clock);
    for (const body of deadLetters) await deadQueue.send(body, 0);
    client.destroy();
  }
}

/** A function of the test as the embedded cloud calls it. */
function lambdaOf(fn: InProcessFunction): LambdaFunction {
  return {
    name: fn.name,
    arn: fn.arn,
    released: new Signal(),
    free: () => 1000,
    environments: () => [],
    invoke: async (payload) => {
      const { payload: answer, failed } = await fn.invoke(payload.toString(), 0);
      return {
        statusCode: 200,
        payload: Buffer.from(answer),
        ...(failed && { functionError: 'Unhandled' as const }),
      };
    },
    stop: async () => undefined,
  };
}

describe.each(RELEASES)('the embedded cloud, started on what release %s left behind,', (version) => {
  const release = readRelease(version);
  const { at, jobs, ids } = release;
  const calls: Call[] = [];
  let directory: string;
  let cloud: Cloud;
  let client: ReturnType<typeof clientOf>;

  const clientOf = (url: string) => new Ductape({ transport: httpTransport({ endpoint: url }), ...SCOPE });

  async function start(data: string, found?: Found): Promise<Cloud> {
    const { config, functions } = withHandlers(parseConfig(CONFIG), handlersOf(calls, false), {});
    return await startCloud({
      config,
      functions: functions.map(lambdaOf),
      dataDirectory: join(directory, data),
      clock: { speed: 1, at },
      ...(found && { between: found.between }),
    });
  }

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ductape-upgrade-'));
    // The functions are bundled by then, so that no job of the other start waits for that.
    await (await start('first')).stop();
    cloud = await start('data', new Found(release));
    client = clientOf(cloud.url);
    await cloud.clock?.advanceTo(at + RESUMED);
    await client.jobs.resume(jobs['paused'] ?? '');
    await cloud.clock?.advanceTo(at + END);
  }, START_MS);
  afterAll(async () => {
    await cloud?.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  test('brings every occurrence of every job to its end, once', async () => {
    const { undelivered, ...others } = await outcomesOf(release, client);
    const { undelivered: deadLettered, ...expected } = EXPECTED;
    expect(others).toEqual(expected);
    // A start arms live jobs again, as its own queues do not outlive it: that or the dead letter comes first.
    expect([deadLettered, [[10 * MINUTE, 'completed', 1]]]).toContainEqual(undelivered);
  });

  test('calls no target twice for it, but for the run whose worker was lost', () => {
    const all = [...release.calls, ...calls].map(({ job, occurrence, attempt }) =>
      [job, occurrence, attempt].join(' '),
    );
    const twice = all.filter((call, index) => all.indexOf(call) !== index);
    expect(twice).toEqual([`${jobs['lost']} ${at - 20 * SECOND} 1`]);
  });

  test('continues the bulk operation to its end, and keeps the names', async () => {
    expect(await client.jobs.getBulk(ids.bulk)).toMatchObject({ status: 'completed', count: 27 });
    const { schedules } = await client.schedules.list();
    expect(schedules.map(({ name, job }) => [name, job.id])).toEqual([
      ['named', jobs['named']],
      ['reports', jobs['declared']],
    ]);
  });
});

import { GATEWAY_ROUTE_KEYS } from '../../../lambdas/dispatch/route-keys.ts';
import { type Blueprint, readBlueprint } from '../../../local/blueprint.ts';
import { scheduled } from '../../lib/scheduled.ts';
import { configOf, synth } from '../../lib/synth.ts';

const SQS = 'http://127.0.0.1:4566';

describe('the blueprint of a synthesized template', () => {
  let blueprint: Blueprint;
  beforeAll(() => {
    const { Resources, Outputs } = synth({ maximumConcurrency: 9, nearBoundSeconds: 30 }).toJSON();
    blueprint = readBlueprint({ Resources, Outputs }, '/bundles', SQS);
  });

  test('has the table with its keys and indexes', () => {
    expect(blueprint.tables).toHaveLength(1);
    expect(blueprint.tables[0]).toMatchObject({
      name: blueprint.outputs.table,
      properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'by_status' },
          { IndexName: 'by_running' },
          { IndexName: 'by_failing' },
          { IndexName: 'by_overdue' },
        ],
      },
    });
  });

  test('has the queues of deliveries, named as FIFO queues must be, and the secret whose value is made up', () => {
    const names = blueprint.queues.map(({ name }) => name).filter((name) => name.endsWith('.fifo'));
    expect(names.sort()).toEqual([
      expect.stringMatching(/^JobsWebhooksDeadLetters\w+\.fifo$/),
      expect.stringMatching(/^JobsWebhooksDeliveries\w+\.fifo$/),
    ]);
    expect(blueprint.outputs.webhookQueue).toBe(`${SQS}/000000000000/${names[1]}`);
    const sender = blueprint.functions.find(({ name }) => name === blueprint.outputs.webhooksFunction);
    expect(sender?.environment).toMatchObject({
      WEBHOOK_QUEUE_URL: blueprint.outputs.webhookQueue,
      WEBHOOK_KEY: blueprint.generated[0],
    });
  });

  test('has all queues, those of wake-ups with a redrive policy that names the dead letters by their ARN', () => {
    const named = (name: string) => blueprint.queues.filter((queue) => queue.name.startsWith(name));
    const [deadLetters] = named('JobsQueueDeadLetters');
    const lanes = ['JobsQueueWakeUps', 'JobsQueueSlow', 'JobsQueueAlone', 'JobsQueueBulk'].flatMap(named);
    expect(blueprint.queues).toHaveLength(8);
    expect(lanes.map(({ attributes }) => attributes['VisibilityTimeout'])).toEqual(Array(4).fill('1800'));
    expect(lanes.map(({ attributes }) => JSON.parse(attributes['RedrivePolicy'] ?? '{}'))).toEqual(
      [1000, 1000, 5, 1000].map((maxReceiveCount) => ({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${deadLetters?.name}`,
        maxReceiveCount,
      })),
    );
    expect(blueprint.outputs.queue).toBe(`${SQS}/000000000000/${lanes[0]?.name}`);
  });

  test('gives each function its timeout, memory and an environment without references', () => {
    const executor = blueprint.functions.find(({ name }) => name === blueprint.outputs.executorFunction);
    expect(blueprint.functions).toHaveLength(5);
    expect(executor).toMatchObject({ timeoutMs: 300_000, memoryMb: 512, handler: 'index.handler' });
    expect(executor?.environment).toMatchObject({
      TABLE_NAME: blueprint.outputs.table,
      QUEUE_URL: blueprint.outputs.queue,
      QUEUE_ARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:JobsQueueWakeUps/),
      SCHEDULE_GROUP: blueprint.groups[0],
      NEAR_BOUND_SECONDS: '30',
    });
    for (const { environment } of blueprint.functions) {
      expect(Object.values(environment).filter((value) => typeof value !== 'string')).toEqual([]);
    }
  });

  test('feeds the wake-ups to the executor, the dead letters to their handler and the deliveries to the sender', () => {
    expect(blueprint.sources).toEqual([
      {
        functionName: blueprint.outputs.executorFunction,
        queueName: blueprint.outputs.queue.split('/').at(-1),
        batchSize: 10,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
      },
      {
        functionName: blueprint.outputs.executorFunction,
        queueName: expect.stringMatching(/^JobsQueueSlow/),
        batchSize: 10,
        maximumConcurrency: 3,
        reportBatchItemFailures: true,
      },
      {
        functionName: blueprint.outputs.executorFunction,
        queueName: expect.stringMatching(/^JobsQueueAlone/),
        batchSize: 1,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
      },
      {
        functionName: blueprint.outputs.executorFunction,
        queueName: expect.stringMatching(/^JobsQueueBulk/),
        batchSize: 10,
        maximumConcurrency: 2,
        reportBatchItemFailures: true,
      },
      {
        functionName: blueprint.outputs.deadLetterFunction,
        queueName: blueprint.outputs.deadLetterQueue.split('/').at(-1),
        batchSize: 10,
        maximumConcurrency: undefined,
        reportBatchItemFailures: true,
      },
      {
        functionName: blueprint.outputs.webhooksFunction,
        queueName: blueprint.outputs.webhookQueue.split('/').at(-1),
        batchSize: 10,
        maximumConcurrency: 20,
        reportBatchItemFailures: true,
      },
    ]);
  });

  test('leads every route to the dispatch function', () => {
    expect(blueprint.routes.map(({ routeKey }) => routeKey).sort()).toEqual([...GATEWAY_ROUTE_KEYS].sort());
    expect(new Set(blueprint.routes.map(({ functionName }) => functionName))).toEqual(
      new Set([blueprint.outputs.dispatchFunction]),
    );
  });

  test('has no function of the CDK, which on AWS stands between a deploy and the executor', () => {
    const { Resources, Outputs } = synth({ config: configOf(scheduled()) }).toJSON();
    const { functions } = readBlueprint({ Resources, Outputs }, '/bundles', SQS);
    expect(functions).toHaveLength(5);
    expect(functions.map(({ name }) => name)).toContain(blueprint.outputs.executorFunction);
  });
});

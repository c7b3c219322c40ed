import '../shared/one-realm.ts';
import type { Broker } from '../../../contract/config.ts';
import { startEventBus } from '../../../local/event-bus/start-event-bus.ts';
import { run } from '../../../namespaces/events/run.ts';
import { startHttpServer } from '../../http-server.ts';
import { useEndpoint } from '../shared/aws-stand-in.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';

const publish = (resource: Broker, message: unknown, event = 't', timeout = 10_000) =>
  run({ resource, target: { resource: 'b', event }, input: { message } }, runContext({ timeout }));

test('an EventBridge bus gets the message as the detail of an event, with the run as its resource', async () => {
  const delivered: unknown[] = [];
  const busArn = 'arn:aws:events:us-east-1:000000000000:event-bus/main';
  const bus = await startEventBus({
    port: 0,
    buses: [busArn],
    rules: [
      { name: 'all', EventBusName: 'main', EventPattern: { source: ['shop'] }, Targets: [{ Arn: 'x' }] },
    ],
    deliver: async (_arn, body) => void delivered.push(JSON.parse(body)),
  });
  useEndpoint(bus.endpoint);
  const topics = { t: { detailType: 'OrderPaid' } };
  const broker = { provider: 'eventbridge', busArn, source: 'shop', topics } as const;
  try {
    expect(await publish(broker, { order: 1 })).toEqual({ message_id: expect.any(String) });
    await publish(broker, 'text');
    expect(delivered).toMatchObject([
      { 'detail-type': 'OrderPaid', detail: { order: 1 }, resources: ['job_1-1700000000000'] },
      { detail: { message: 'text' } },
    ]);
    const gone = { ...broker, busArn: 'arn:aws:events:us-east-1:000000000000:event-bus/gone' };
    expect((await failure(publish(gone, {}))).code).toBe('NOT_FOUND');
  } finally {
    await bus.stop();
  }
});

describe('a Kinesis stream', () => {
  // A client is kept for each region, and with it its endpoint.
  const streamArn = 'arn:aws:kinesis:eu-west-2:111122223333:stream/clicks';
  const broker = { provider: 'kinesis', topics: { t: { streamArn } } } as const;
  const seen: { target: unknown; signed: boolean; body: Record<string, string> }[] = [];
  let answer = { status: 200, body: { SequenceNumber: '49', ShardId: 's' } as object };
  let stop: () => Promise<void>;
  beforeAll(async () => {
    process.env['AWS_MAX_ATTEMPTS'] = '1';
    const service = await startHttpServer(({ headers, body }, response) => {
      const signed = /\/eu-west-2\/kinesis\/aws4_request/.test(String(headers.authorization));
      seen.push({ target: headers['x-amz-target'], signed, body: JSON.parse(body) });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
    });
    stop = service.close;
    useEndpoint(service.endpoint);
  });
  afterAll(async () => {
    delete process.env['AWS_MAX_ATTEMPTS'];
    await stop();
  });

  test('gets a signed record in the order of its job', async () => {
    expect(await publish(broker, { click: 1 })).toEqual({ sequence_number: '49' });
    const { target, signed, body } = seen[0] ?? {};
    expect([target, signed]).toEqual(['Kinesis_20131202.PutRecord', true]);
    expect(body).toMatchObject({ StreamARN: streamArn, PartitionKey: 'job_1' });
    expect(Buffer.from(body?.['Data'] ?? '', 'base64').toString()).toBe('{"click":1}');
  });

  test.each([
    ['ProvisionedThroughputExceededException', 400, 'RATE_LIMITED'],
    ['ResourceNotFoundException', 400, 'NOT_FOUND'],
    ['KMSThrottlingException', 400, 'RATE_LIMITED'],
    ['AccessDeniedException', 400, 'FORBIDDEN'],
    ['InvalidArgumentException', 400, 'VALIDATION_ERROR'],
    ['InternalFailureException', 500, 'SERVICE_UNAVAILABLE'],
  ])('that answers %s of status %i is %s', async (type, status, code) => {
    answer = { status, body: { __type: type, message: 'Said so.' } };
    expect((await failure(publish(broker, 'x'))).code).toBe(code);
  });
});

describe('a broker that is not there', () => {
  const unreachable = '127.0.0.1:1';
  test.each<[string, Broker]>([
    ['Kafka', { provider: 'kafka', brokers: [unreachable], tls: 'disable', topics: { t: { topic: 'x' } } }],
    ['RabbitMQ', { provider: 'rabbitmq', url: `amqp://${unreachable}`, topics: { t: { routingKey: 'x' } } }],
    ['NATS', { provider: 'nats', servers: [unreachable], topics: { t: { subject: 'x' } } }],
  ])('is CONNECTION_ERROR: %s', async (_name, broker) => {
    expect((await failure(publish(broker, 'x'))).code).toBe('CONNECTION_ERROR');
  });

  test('names the topics it has for one it has not', async () => {
    const broker: Broker = { provider: 'nats', servers: [unreachable], topics: { here: { subject: 'x' } } };
    expect(await failure(publish(broker, 'x'))).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('here'),
    });
  });
});

import { type AsyncMessage, Connection } from 'rabbitmq-client';
import type { RabbitMqBroker } from '../../contract/resources/events.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { publish } from './publishing.ts';
import { startRabbitMq } from './rabbitmq.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn('RabbitMQ', startRabbitMq, (rabbit) => {
  let client: Connection;
  const broker: RabbitMqBroker = {
    provider: 'rabbitmq',
    url: rabbit.url,
    topics: {
      queue: { routingKey: 'orders' },
      topic: { exchange: 'bulletins', routingKey: 'bulletins.all' },
      unbound: { exchange: 'bulletins', routingKey: 'none' },
      gone: { exchange: 'gone', routingKey: 'x' },
    },
  };
  const secrets = { RABBIT: 'guest' };
  const received = async (queue: string) => (await client.basicGet(queue)) as AsyncMessage | undefined;
  beforeAll(async () => {
    client = new Connection(rabbit.url.replace('$Secret{RABBIT}', 'guest'));
    client.on('error', () => undefined);
    await client.queueDeclare({ queue: 'orders', durable: true });
    await client.queueDeclare({ queue: 'bulletins-queue' });
    await client.exchangeDeclare({ exchange: 'bulletins', type: 'topic' });
    await client.queueBind({ exchange: 'bulletins', queue: 'bulletins-queue', routingKey: 'bulletins.*' });
  });
  afterAll(() => client.close());

  test('a queue gets the message, persistent, with the run as its id', async () => {
    expect(await publish(broker, 'queue', { order: 1 }, { secrets })).toEqual({ message_id: 'job_1-1' });
    expect(await received('orders')).toMatchObject({
      body: { order: 1 },
      messageId: 'job_1-1',
      durable: true,
      contentType: 'application/json',
      headers: { idempotency_key: 'job_1-1' },
    });
  });

  test('an exchange passes it on by its routing key', async () => {
    await publish(broker, 'topic', 'plain text', { secrets });
    const message = await received('bulletins-queue');
    expect([String(message?.body), message?.routingKey]).toEqual(['plain text', 'bulletins.all']);
  });

  test('a message that no queue takes is UNROUTABLE', async () => {
    expect((await failure(publish(broker, 'unbound', 'x', { secrets }))).code).toBe('UNROUTABLE');
  });

  test('an exchange that is not there is BROKER_NOT_FOUND, and the connection is still good', async () => {
    expect((await failure(publish(broker, 'gone', 'x', { secrets }))).code).toBe('BROKER_NOT_FOUND');
    expect(await publish(broker, 'queue', 'y', { secrets })).toBeDefined();
  });

  test('a wrong password fails without being told', async () => {
    const error = await failure(publish(broker, 'queue', 'x', { secrets: { RABBIT: 'wrong-password' } }));
    expect(error.code).toBe('UNAUTHORIZED');
    expect(error.message).not.toContain('wrong-password');
  });

  test('no server at the address is CONNECTION_ERROR', async () => {
    const unreachable = { ...broker, url: 'amqp://guest:$Secret{RABBIT}@127.0.0.1:1' };
    expect((await failure(publish(unreachable, 'queue', 'x', { secrets }))).code).toBe('CONNECTION_ERROR');
  });
});

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { NatsBroker } from '../../contract/resources/events.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { startNats } from './nats.ts';
import { publish } from './publishing.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn('NATS', startNats, (nats) => {
  let client: NatsConnection;
  const broker: NatsBroker = {
    provider: 'nats',
    servers: [nats.server],
    auth: { token: '$Secret{TOKEN}' },
    topics: {
      plain: { subject: 'bulletins.plain' },
      stored: { subject: 'orders.created', jetstream: true },
      unstored: { subject: 'nowhere.at.all', jetstream: true },
    },
  };
  const secrets = { TOKEN: nats.token };
  beforeAll(async () => {
    client = await connect({ servers: nats.server, token: nats.token });
    await (await jetstreamManager(client)).streams.add({ name: 'orders', subjects: ['orders.>'] });
  });
  afterAll(() => client.close());

  test('a message arrives with the run in its headers', async () => {
    const subscription = client.subscribe('bulletins.plain', { max: 1 });
    await client.flush();
    await publish(broker, 'plain', { hello: 'world' }, { secrets });
    for await (const message of subscription) {
      expect(message.json()).toEqual({ hello: 'world' });
      expect(message.headers?.get('idempotency_key')).toBe('job_1-1');
      expect(message.headers?.get('content-type')).toBe('application/json');
    }
  });

  test('a stream stores the message of a run once', async () => {
    const first = await publish(broker, 'stored', 'paid', { secrets, identity: 'job_2-1' });
    expect(first).toEqual({ sequence_number: 'orders:1' });
    expect(await publish(broker, 'stored', 'paid', { secrets, identity: 'job_2-1' })).toEqual(first);
    await publish(broker, 'stored', 'paid', { secrets, identity: 'job_2-2' });
    const stream = await (await jetstream(client).jetstreamManager()).streams.info('orders');
    expect(stream.state.messages).toBe(2);
  });

  test('a subject that no stream stores is BROKER_NOT_FOUND', async () => {
    expect((await failure(publish(broker, 'unstored', 'x', { secrets }))).code).toBe('BROKER_NOT_FOUND');
  });

  test('a wrong token is UNAUTHORIZED, and is not told', async () => {
    const error = await failure(publish(broker, 'plain', 'x', { secrets: { TOKEN: 'wrong-token' } }));
    expect(error.code).toBe('UNAUTHORIZED');
    expect(error.message).not.toContain('wrong-token');
  });

  test('a server that is gone is CONNECTION_ERROR, and is used again when it is back', async () => {
    await nats.crash();
    expect((await failure(publish(broker, 'plain', 'x', { secrets }))).code).toMatch(/^CONNECTION_/);
    expect((await failure(publish(broker, 'plain', 'x', { secrets }))).code).toBe('CONNECTION_ERROR');
    await nats.restart();
    expect(await publish(broker, 'plain', 'x', { secrets })).toEqual({ message_id: 'job_1-1' });
  });
});

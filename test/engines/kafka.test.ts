import { Admin, Consumer, stringDeserializers } from '@platformatic/kafka';
import type { KafkaBroker } from '../../contract/resources/events.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { untilDone } from '../until.ts';
import { startJavaServer } from './java.ts';
import { publish } from './publishing.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn(
  'Kafka',
  () => startJavaServer('kafka', 'Kafka'),
  ({ port }) => {
    const bootstrapBrokers = [`127.0.0.1:${port}`];
    const broker: KafkaBroker = {
      provider: 'kafka',
      brokers: bootstrapBrokers,
      tls: 'disable',
      topics: { created: { topic: 'orders' }, gone: { topic: 'not-there' } },
    };

    beforeAll(async () => {
      const admin = new Admin({ clientId: 'test', bootstrapBrokers });
      // The broker listens a moment before it has registered with itself.
      const create = () => admin.createTopics({ topics: ['orders'], partitions: 1, replicas: 1 });
      await untilDone('the broker to make a topic', create, 30_000);
      await admin.close();
    });

    test('a message arrives with its job as the key and the run in its headers', async () => {
      const sent = await publish(broker, 'created', { orderId: 'order_123' }, { identity: 'job_1-7' });
      expect(sent).toEqual({ sequence_number: '0:0' });
      const consumer = new Consumer({
        clientId: 'test',
        groupId: 'test',
        bootstrapBrokers,
        deserializers: stringDeserializers,
      });
      const stream = await consumer.consume({ topics: ['orders'], mode: 'earliest' });
      for await (const message of stream) {
        expect(JSON.parse(String(message.value))).toEqual({ orderId: 'order_123' });
        expect(message.key).toBe('job_1');
        expect(message.headers.get('idempotency_key')).toBe('job_1-7');
        expect(message.headers.get('content-type')).toBe('application/json');
        break;
      }
      await consumer.close(true);
    });

    test('the messages of a job keep their order', async () => {
      for (const n of [1, 2, 3]) {
        expect(await publish(broker, 'created', { n })).toEqual({ sequence_number: `0:${n}` });
      }
    });

    test('a topic that does not exist is BROKER_NOT_FOUND, and the next message goes out', async () => {
      expect((await failure(publish(broker, 'gone', 'x'))).code).toBe('BROKER_NOT_FOUND');
      expect(await publish(broker, 'created', 'y')).toEqual({ sequence_number: '0:4' });
    });

    test('a message that is too large is VALIDATION_ERROR', async () => {
      expect((await failure(publish(broker, 'created', 'x'.repeat(2_000_000)))).code).toBe(
        'VALIDATION_ERROR',
      );
    });
  },
);

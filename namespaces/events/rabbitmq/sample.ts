import type { RabbitMqBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `rabbitmq` and a run of it. */
export const sample: SampleAt<RabbitMqBroker> = ({ host, port }) => ({
  resource: {
    provider: 'rabbitmq',
    url: `amqp://user:$Secret{PASSWORD}@${host}:${port}`,
    topics: { orders: { routingKey: 'orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

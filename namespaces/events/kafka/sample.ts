import type { KafkaBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `kafka` and a run of it. */
export const sample: SampleAt<KafkaBroker> = ({ host, port }) => ({
  resource: {
    provider: 'kafka',
    brokers: [`${host}:${port}`],
    tls: 'disable',
    sasl: { mechanism: 'PLAIN', username: 'user', password: '$Secret{PASSWORD}' },
    topics: { orders: { topic: 'orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

import type { NatsBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `nats` and a run of it. */
export const sample: SampleAt<NatsBroker> = ({ host, port }) => ({
  resource: {
    provider: 'nats',
    servers: [`${host}:${port}`],
    auth: { token: '$Secret{PASSWORD}' },
    topics: { orders: { subject: 'orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

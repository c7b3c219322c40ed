import type { RedisStreamsBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `redis-streams` and a run of it. */
export const sample: SampleAt<RedisStreamsBroker> = ({ host, port }) => ({
  resource: {
    provider: 'redis-streams',
    url: `redis://user:$Secret{PASSWORD}@${host}:${port}`,
    topics: { orders: { stream: 'orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: { PASSWORD: 'p@ss/word-of-the-sample' },
});

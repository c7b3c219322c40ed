import type { SnsBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `sns` and a run of it. */
export const sample: SampleAt<SnsBroker> = () => ({
  resource: {
    provider: 'sns',
    topics: { orders: { topicArn: 'arn:aws:sns:us-east-1:123456789012:orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: {},
});

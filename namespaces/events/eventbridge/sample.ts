import type { EventBridgeBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `eventbridge` and a run of it. */
export const sample: SampleAt<EventBridgeBroker> = () => ({
  resource: {
    provider: 'eventbridge',
    busArn: 'arn:aws:events:us-east-1:123456789012:event-bus/orders',
    source: 'shop',
    topics: { orders: { detailType: 'Order' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: {},
});

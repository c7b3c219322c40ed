import type { KinesisBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `kinesis` and a run of it. */
export const sample: SampleAt<KinesisBroker> = () => ({
  resource: {
    provider: 'kinesis',
    topics: { orders: { streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: {},
});

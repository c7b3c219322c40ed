import type { SqsBroker } from '../../../contract/resources/events.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `sqs` and a run of it. */
export const sample: SampleAt<SqsBroker> = () => ({
  resource: {
    provider: 'sqs',
    topics: { orders: { queueArn: 'arn:aws:sqs:us-east-1:123456789012:orders' } },
  },
  target: { event: 'orders' },
  input: { message: { order: 1 } },
  secrets: {},
});

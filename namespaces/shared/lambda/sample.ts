import type { LambdaResource } from '../../../contract/resources/shared.ts';
import type { SampleAt } from '../sample.ts';

/** A resource of the provider `lambda` and a run of it. */
export const sample: SampleAt<LambdaResource> = () => ({
  resource: {
    provider: 'lambda',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders',
  },
  target: { event: 'orders' },
  input: { order: 1 },
  secrets: {},
});

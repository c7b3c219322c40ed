import type { StateMachine } from '../../../contract/resources/workflows.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `step-functions` and a run of it. */
export const sample: SampleAt<StateMachine> = () => ({
  resource: {
    provider: 'step-functions',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:orders',
  },
  target: {},
  input: { order: 1 },
  secrets: {},
});

import { executionArn, unqualifiedArn } from '../../../core/config/state-machine-arn.ts';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:m';

test.each([MACHINE, `${MACHINE}:1`, `${MACHINE}:live`])(
  '%s is of one machine, and so are its executions',
  (arn) => {
    expect(unqualifiedArn(arn)).toBe(MACHINE);
    expect(executionArn(arn, 'run')).toBe('arn:aws:states:eu-west-1:123456789012:execution:m:run');
  },
);

import type { StateMachine } from '../../../contract/resources/workflows.ts';
import { executionArn, unqualifiedArn } from '../../../core/config/state-machine-arn.ts';
import { type Grants, keyGrants } from '../../shared/resource-grant.ts';

/** To start executions, which have ARNs of their own, made of the machine's and their names, and to look at them where a run waits. */
export const grants: Grants<StateMachine> = (machine) => {
  const { type, wait = 'started' } = machine;
  const resources = [unqualifiedArn(machine.stateMachineArn)];
  const key = keyGrants('states', [machine.kmsKeyArn]);
  if (type === 'express') {
    return [{ purpose: 'RunExpressExecutions', actions: ['states:StartSyncExecution'], resources }, ...key];
  }
  const start = [{ purpose: 'StartExecutions', actions: ['states:StartExecution'], resources }, ...key];
  if (wait === 'started') return start;
  return [
    ...start,
    {
      purpose: 'DescribeExecutions',
      actions: ['states:DescribeExecution'],
      resources: [executionArn(machine.stateMachineArn, '*')],
      wildcard: 'Executions are named after the runs that start them; the state machine is exact.',
    },
  ];
};

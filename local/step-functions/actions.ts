import { randomUUID } from 'node:crypto';
import { type AwsJsonAction, AwsJsonError } from '../aws-json.ts';
import type { Execution, Executions } from './executions.ts';

/** AWS's bound on input and output, bytes (Step Functions quotas). */
const LONGEST_INPUT = 262_144;

/** The actions of Step Functions that are served, as its API reference describes them. */
export function stepFunctionsActions(executions: Executions): Record<string, AwsJsonAction> {
  const start = (request: Record<string, unknown>) =>
    executions.start(machineArnOf(request), nameOf(request), inputOf(request));
  return {
    StartExecution: (request) => {
      const { execution } = start(request);
      return { executionArn: execution.executionArn, startDate: seconds(execution.startDate) };
    },
    StartSyncExecution: async (request) => {
      const { type } = executions.machine(machineArnOf(request));
      if (type !== 'express') {
        throw new AwsJsonError(
          'StateMachineTypeNotSupported',
          'only express state machines run synchronously',
        );
      }
      const { execution, ended } = start(request);
      await ended;
      return described(execution);
    },
    DescribeExecution: ({ executionArn }) => described(executions.get(String(executionArn)).execution),
    StopExecution: async ({ executionArn }) => {
      const { execution, abort, ended } = executions.get(String(executionArn));
      abort();
      await ended;
      return { stopDate: seconds(execution.stopDate ?? Date.now()) };
    },
    ListExecutions: ({ stateMachineArn }) => {
      executions.machine(String(stateMachineArn));
      return { executions: executions.list(String(stateMachineArn)).map(described) };
    },
  };
}

function machineArnOf({ stateMachineArn }: Record<string, unknown>): string {
  const arn = String(stateMachineArn);
  if (/^arn:[a-z-]+:states:[a-z0-9-]+:\d{12}:stateMachine:.+$/.test(arn)) return arn;
  throw new AwsJsonError('InvalidArn', `Invalid Arn: '${arn}'`);
}

function nameOf({ name = randomUUID() }: Record<string, unknown>): string {
  const text = String(name);
  if (/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u.test(text)) return text;
  throw new AwsJsonError('InvalidName', `Invalid Name: '${text}'`);
}

function inputOf({ input = '{}' }: Record<string, unknown>): string {
  const text = String(input);
  try {
    if (Buffer.byteLength(text) <= LONGEST_INPUT) return JSON.stringify(JSON.parse(text));
  } catch {
    // Said below.
  }
  throw new AwsJsonError('InvalidExecutionInput', 'Invalid State Machine Execution Input');
}

function described(execution: Execution) {
  const { startDate, stopDate, ...rest } = execution;
  return {
    ...rest,
    startDate: seconds(startDate),
    ...(stopDate !== undefined && { stopDate: seconds(stopDate) }),
  };
}

const seconds = (ms: number) => ms / 1000;

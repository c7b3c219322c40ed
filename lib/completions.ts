import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../contract/config.ts';
import { configLines } from './config-lines.ts';

/**
 * Sends a wake-up when an execution has ended that a run waits for: "Step Functions Execution Status Change" of the
 * Step Functions developer guide. The state machines are in the account and region of the stack, where their events
 * are.
 */
export function tellCompletions(
  scope: Construct,
  config: Config,
  { queue, deadLetterQueue }: { queue: Queue; deadLetterQueue: Queue },
): void {
  const machines = configLines(config).flatMap(({ resource }) =>
    resource.provider === 'step-functions' && resource.wait === 'event' ? [resource.stateMachineArn] : [],
  );
  if (machines.length === 0) return;
  new Rule(scope, 'Completions', {
    description: 'Executions that runs wait for have ended',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [...new Set(machines)],
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
      },
    },
    targets: [
      new SqsQueue(queue, {
        deadLetterQueue,
        message: RuleTargetInput.fromObject({
          kind: 'completion',
          execution: EventField.fromPath('$.detail.name'),
          time: EventField.time,
        }),
      }),
    ],
  });
}

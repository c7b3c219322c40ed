import { Stack } from 'aws-cdk-lib';
import { EventField, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../contract/config.ts';
import { unqualifiedArn } from '../core/config/state-machine-arn.ts';
import { VERSION } from '../core/messages/message.ts';
import { KEY_ACTIONS } from '../namespaces/shared/resource-grant.ts';
import { configLines } from './config-lines.ts';

/** Bounds of EventBridge (quotas in its user guide); some regions have no more rules than this on a bus by default. */
const Quota = { patternLength: 2048, rules: 100 } as const;

export interface CompletionsProps {
  queue: Queue;
  deadLetterQueue: Queue;
  /** Customer key of the queues. */
  encryptionKey?: IKey | undefined;
}

/**
 * Sends a wake-up when an execution has ended that a run waits for: "Step Functions Execution Status Change" of the
 * Step Functions developer guide. The state machines are in the account and region of the stack, where their events
 * are. @throws Error where the config waits for more of them than the rules of a bus can name
 */
export function tellCompletions(scope: Construct, config: Config, props: CompletionsProps): void {
  const machines = configLines(config).flatMap(({ resource }) =>
    resource.provider === 'step-functions' && resource.wait === 'event'
      ? [unqualifiedArn(resource.stateMachineArn)]
      : [],
  );
  if (machines.length === 0) return;
  const groups = groupsOf([...new Set(machines)]);
  if (groups.length > Quota.rules) {
    throw new Error(
      `The config waits for the events of ${new Set(machines).size} state machines, which takes ${groups.length} ` +
        `rules of EventBridge, and a bus has at most ${Quota.rules} by default: let some say wait: 'poll' in place of ` +
        "'event', or deploy some products as a scheduler of their own.",
    );
  }
  const target = targetOf(props);
  const rules = groups.map(
    (group, index) =>
      new Rule(scope, index === 0 ? 'Completions' : `Completions${index + 1}`, {
        description: 'Executions that runs wait for have ended',
        eventPattern: patternOf(group),
        targets: [target],
      }),
  );
  letIn(
    rules.map(({ ruleArn }) => ruleArn),
    props,
  );
}

function patternOf(stateMachineArn: string[]) {
  return {
    source: ['aws.states'],
    detailType: ['Step Functions Execution Status Change'],
    detail: { stateMachineArn, status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] },
  };
}

/** As many of the machines in each as one pattern can name. */
function groupsOf(machines: readonly string[]): string[][] {
  const groups: string[][] = [[]];
  for (const machine of machines) {
    const longer = [...(groups.at(-1) ?? []), machine];
    // "detail-type" has a hyphen more than the CDK's name for it.
    if (JSON.stringify(patternOf(longer)).length + 1 > Quota.patternLength) groups.push([machine]);
    else groups[groups.length - 1] = longer;
  }
  return groups;
}

function targetOf({ queue, deadLetterQueue }: CompletionsProps): IRuleTarget {
  return {
    bind: () => ({
      arn: queue.queueArn,
      deadLetterConfig: { arn: deadLetterQueue.queueArn },
      input: RuleTargetInput.fromObject({
        ...VERSION,
        kind: 'completion',
        execution: EventField.fromPath('$.detail.name'),
        time: EventField.time,
      }),
      targetResource: queue,
    }),
  };
}

/**
 * Lets exactly these rules send to the queues, by one statement of each policy however many they are. The CDK's own target
 * lets in the rules of every account where a queue has a customer key.
 */
function letIn(ruleArns: string[], { queue, deadLetterQueue, encryptionKey }: CompletionsProps): void {
  const { account, region, partition } = Stack.of(queue);
  const events = new ServicePrincipal('events.amazonaws.com');
  for (const to of [queue, deadLetterQueue]) {
    to.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Completions',
        principals: [events],
        actions: ['sqs:SendMessage'],
        resources: [to.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnEquals: { 'aws:SourceArn': ruleArns },
        },
      }),
    );
  }
  // The rules send to a queue that the key encrypts, so the key can name only what their ARNs begin with.
  encryptionKey?.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Completions',
      principals: [events],
      actions: [...KEY_ACTIONS.send],
      resources: ['*'],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:events:${region}:${account}:rule/*` },
      },
    }),
  );
}

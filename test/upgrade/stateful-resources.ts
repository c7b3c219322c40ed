import { Template } from 'aws-cdk-lib/assertions';
import { JobSchedulerStack } from '../../lib/job-scheduler-stack.ts';
import { STACK } from '../../local/template.ts';
import { EMPTY, quickApp } from '../lib/synth.ts';
import type { Release } from './release.ts';

/** Types of resources that hold what outlives a deployment: where CloudFormation replaces one, that is gone. */
const STATEFUL: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::SQS::Queue',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SecretsManager::Secret',
]);

/** The stateful resources of today's template, by their logical ids. */
export function statefulResources(): Release['resources'] {
  const stack = new JobSchedulerStack(quickApp(), STACK, { config: EMPTY });
  const resources: Release['resources'] = Template.fromStack(stack).toJSON()['Resources'];
  const kept = Object.entries(resources).filter(([, { Type }]) => STATEFUL.has(Type));
  return Object.fromEntries(kept.map(([id, { Type, Properties }]) => [id, { Type, Properties }]));
}

import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { EnvConfig } from '../../contract/config.ts';
import type { FunctionResource } from '../../contract/resources/shared.ts';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { scheduled } from './scheduled.ts';
import { configOf, EMPTY, quickApp, stackOf } from './synth.ts';

function findingsIn(stack: Stack): string[] {
  const { violations } = new AwsSolutionsChecks().validateScope(stack);
  return violations.flatMap(({ ruleName, description, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}: ${description}`),
  );
}

describe('cdk-nag (AwsSolutions) finds nothing that is not accepted with a reason', () => {
  test('in a scheduler of an empty config', () => {
    expect(findingsIn(stackOf())).toEqual([]);
  });

  test('in a scheduler of a config of every provider', () => {
    expect(findingsIn(stackOf({ config: EVERY_PROVIDER }))).toEqual([]);
  });

  test('in a scheduler with own functions, and a config that holds what CloudFormation knows', () => {
    const stack = new Stack(quickApp(), 'Own');
    const { queueArn } = new Queue(stack, 'Orders');
    const entry = 'examples/functions/send-report.ts';
    const prd: EnvConfig<FunctionResource> = {
      workflows: { report: { provider: 'function', entry, secrets: ['API_KEY'] } },
      events: { orders: { provider: 'sqs', topics: { created: { queueArn } } } },
    };
    new JobScheduler(stack, 'Jobs', { config: { products: { shop: { envs: { prd } } } } });
    expect(findingsIn(stack).filter((finding) => !finding.includes(' Own/Orders'))).toEqual([]);
  });

  test('in a scheduler whose config has schedules', () => {
    expect(findingsIn(stackOf({ config: configOf(scheduled()) }))).toEqual([]);
  });

  test('in a scheduler with tokens', () => {
    const jwt = { issuer: 'https://login.example.com/', audience: ['jobs'] };
    expect(findingsIn(stackOf({ jwt }))).toEqual([]);
  });

  test('in a scheduler that serves the dashboard', () => {
    const dashboard = { clientId: 'page' };
    const jwt = { issuer: 'https://login.example.com/', audience: ['jobs'], dashboard };
    expect(findingsIn(stackOf({ jwt }))).toEqual([]);
  });

  test('in a scheduler with every setting of scale', () => {
    const range = { min: 10, max: 100 };
    const scaled = { maximumConcurrency: 100, provisionedPollers: { main: 2, slow: 2 }, functionUrl: true };
    expect(findingsIn(stackOf({ ...scaled, capacity: { write: range, read: range } }))).toEqual([]);
  });

  test('in a scheduler inside a network of its own', () => {
    const stack = new Stack(quickApp(), 'Network');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      privateSubnetIds: ['subnet-1'],
    });
    new JobScheduler(stack, 'Jobs', { config: EMPTY, executorNetwork: { vpc } });
    expect(findingsIn(stack)).toEqual([]);
  });

  test('but would find a queue that takes messages without TLS', () => {
    const stack = stackOf();
    new Queue(stack, 'Open');
    expect(findingsIn(stack)).toContainEqual(expect.stringContaining('AwsSolutions-SQS4 Test/Open'));
  });
});

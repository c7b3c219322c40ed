import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import type { JobSchedulerProps } from '../../lib/job-scheduler-props.ts';
import { EMPTY, propertiesOf, quickApp, statementsOf } from './synth.ts';

const sqs = (name: string) => ({
  events: {
    orders: {
      provider: 'sqs',
      topics: { created: { queueArn: `arn:aws:sqs:eu-west-1:123456789012:${name}` } },
    },
  },
});
const TWO = {
  products: { shop: { envs: { dev: sqs('dev'), prd: sqs('prd') } }, tool: { envs: { dev: sqs('tool') } } },
} as JobSchedulerProps['config'];

/** A scheduler in a stack with what else a test puts there. */
function schedulerWith(props: (stack: Stack) => Partial<JobSchedulerProps> = () => ({})) {
  const stack = new Stack(quickApp(), 'Test');
  const scheduler = new JobScheduler(stack, 'Jobs', { config: EMPTY, ...props(stack) });
  const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal('123456789012') });
  return { stack, scheduler, caller, template: () => Template.fromStack(stack) };
}

test('only the environments that are named have rights, and a product without one is not there', () => {
  const { scheduler } = schedulerWith(() => ({ config: TWO, envs: ['prd'] }));
  expect(scheduler.scopeRoles.count).toBe(1);
  expect(() => scheduler.scopeRoles.of('shop', 'dev')).toThrow('shop in dev has no role');
  expect(() => schedulerWith(() => ({ config: TWO, envs: ['prod'] }))).toThrow(/envs: .*"prod".*prd/);
});

test('a caller is let in by the paths of its product and env, and does not reach the function itself', () => {
  const { scheduler, caller, template } = schedulerWith(() => ({ config: TWO }));
  scheduler.grantDispatch(caller, { product: 'shop', env: 'prd' });
  const [only, ...others] = statementsOf(template(), 'Caller');
  expect(others).toEqual([]);
  expect(only?.actions).toEqual(['execute-api:Invoke']);
  expect(only?.resources[0]).toMatch(/:<JobsHttpApi>\/\*\/\*\/v1\/products\/shop\/envs\/prd\/\*$/);
});

test('a product or env that the config does not have fails the synthesis where it is granted', () => {
  const { scheduler, caller } = schedulerWith(() => ({ config: TWO }));
  for (const grant of ['grantDispatch', 'grantRead'] as const) {
    expect(() => scheduler[grant](caller, { product: 'shp', env: 'prd' })).toThrow(
      'unknown product "shp"; did you mean "shop"?',
    );
    expect(() => scheduler[grant](caller, { product: 'tool', env: 'prd' })).toThrow('unknown env "prd"');
    expect(() => scheduler[grant](caller, { env: 'prod' })).toThrow('unknown env "prod"; did you mean');
  }
});

test('a caller of all products may invoke the function too', () => {
  const { scheduler, caller, template } = schedulerWith();
  scheduler.grantDispatch(caller);
  expect(
    statementsOf(template(), 'Caller')
      .flatMap(({ actions }) => actions)
      .sort(),
  ).toEqual(['execute-api:Invoke', 'lambda:InvokeFunction']);
});

test.each([
  ['everything', undefined, /\/\*\/GET\/v1\/\*$/],
  [
    'one product in all its environments',
    { product: 'shop' },
    /\/\*\/GET\/v1\/products\/shop\/envs\/\*\/\*$/,
  ],
])('a reader of %s may ask and change nothing', (_what, scope, path) => {
  const { scheduler, caller, template } = schedulerWith(() => ({ config: TWO }));
  scheduler.grantRead(caller, scope);
  const statements = statementsOf(template(), 'Caller');
  expect(statements.flatMap(({ actions }) => actions)).toEqual(['execute-api:Invoke']);
  expect(statements[0]?.resources[0]).toMatch(path);
});

test('all functions are in the network that is given, and the executor in its own where it has one', () => {
  const vpcs = (stack: Stack) =>
    ['a', 'b'].map((id) =>
      Vpc.fromVpcAttributes(stack, id, {
        vpcId: `vpc-${id}`,
        availabilityZones: ['x'],
        privateSubnetIds: [`subnet-${id}`],
      }),
    );
  const { template } = schedulerWith((stack) => {
    const [all, own] = vpcs(stack);
    return { network: { vpc: all as IVpc }, executorNetwork: { vpc: own as IVpc } };
  });
  const subnets = Object.entries(propertiesOf(template(), 'AWS::Lambda::Function')).map(
    ([id, { VpcConfig }]) => [id, (VpcConfig as { SubnetIds?: string[] } | undefined)?.SubnetIds],
  );
  expect(Object.fromEntries(subnets)).toEqual({
    JobsDispatchFunction: ['subnet-a'],
    JobsExecutorFunction: ['subnet-b'],
    JobsDeadLetterFunction: ['subnet-a'],
    JobsProjectorFunction: ['subnet-a'],
    JobsWebhookSenderFunction: ['subnet-a'],
  });
});

test('a table that is there is used, and none is made', () => {
  const tableStreamArn = 'arn:aws:dynamodb:eu-west-1:111122223333:table/my-jobs/stream/1';
  const { template } = schedulerWith((stack) => ({
    table: Table.fromTableAttributes(stack, 'Mine', { tableName: 'my-jobs', tableStreamArn }),
  }));
  const made = template();
  made.resourceCountIs('AWS::DynamoDB::Table', 0);
  const functions = propertiesOf(made, 'AWS::Lambda::Function');
  expect(functions['JobsExecutorFunction']?.['Environment']).toMatchObject({
    Variables: { TABLE_NAME: 'my-jobs' },
  });
  const [jobs] = statementsOf(made, 'JobsExecutorRole').filter(({ sid }) => sid === 'Jobs');
  expect(jobs?.resources[0]).toMatch(/:table\/my-jobs$/);
});

test('a table without a stream is refused with what it needs', () => {
  const of = (stack: Stack) => ({ table: Table.fromTableName(stack, 'Mine', 'my-jobs') });
  expect(() => schedulerWith(of)).toThrow('NEW_AND_OLD_IMAGES');
});

test('the API has the domain that is given', () => {
  const { scheduler, template } = schedulerWith((stack) => ({
    domain: {
      name: 'jobs.example.com',
      certificate: Certificate.fromCertificateArn(
        stack,
        'Cert',
        'arn:aws:acm:eu-west-1:123456789012:certificate/1',
      ),
    },
  }));
  expect(scheduler.api.url).toBe('https://jobs.example.com/');
  template().hasResourceProperties('AWS::ApiGatewayV2::DomainName', { DomainName: 'jobs.example.com' });
  template().resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
  expect(scheduler.api.domain?.regionalDomainName).toBeDefined();
});

test.each([true, undefined])(
  'a topic is told of the end of an alarm where that is asked for (%p)',
  (okActions) => {
    const { template } = schedulerWith((stack) => ({
      alarmTopic: new Topic(stack, 'Ops'),
      ...(okActions && { okActions }),
    }));
    for (const alarm of Object.values(propertiesOf(template(), 'AWS::CloudWatch::Alarm'))) {
      expect(alarm['AlarmActions']).toEqual(['<Ops>']);
      expect(alarm['OKActions']).toEqual(okActions ? ['<Ops>'] : undefined);
    }
  },
);

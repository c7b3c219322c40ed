import { CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { EnvConfig, WrittenConfig } from '../../contract/config.ts';
import { asRecord } from '../../contract/plain-data.ts';
import type { FunctionResource } from '../../contract/resources/shared.ts';
import { Env } from '../../lambdas/environment.ts';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { isMarked, markTokens } from '../../lib/tokens.ts';
import { propertiesOf, quickApp, statementsOf } from './synth.ts';

/** A stack whose scheduler has a config that is made with what else is in the stack. */
function stackWith(prd: (stack: Stack) => EnvConfig<FunctionResource>) {
  const stack = new Stack(quickApp(), 'Test');
  const config: WrittenConfig = { products: { shop: { envs: { prd: prd(stack) } } } };
  const scheduler = new JobScheduler(stack, 'Jobs', { config });
  return { scheduler, template: Template.fromStack(stack) };
}

const machineIn = (stack: Stack) =>
  new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(new Succeed(stack, 'Done')),
  }).stateMachineArn;

const orders = (queueArn: string): EnvConfig => ({
  events: { orders: { provider: 'sqs', topics: { created: { queueArn } } } },
});

describe('tokens are replaced by markers', () => {
  const stack = new Stack(quickApp(), 'Tokens');
  const { queueArn } = new Queue(stack, 'Queue');
  const { valueAsString: host, valueAsNumber } = new CfnParameter(stack, 'Host', { type: 'Number' });

  test('which are the same at each synthesis, and say what each stands for', () => {
    const config = {
      a: [{ arn: queueArn }],
      url: `https://${host}/${queueArn}`,
      plain: 'text',
      n: 1,
      none: null,
    };
    const { value, tokens } = markTokens(config);
    expect(value).toEqual({
      a: [{ arn: expect.stringMatching(/^deployed-[0-9a-f]{16}$/) }],
      url: expect.stringMatching(/^https:\/\/deployed-[0-9a-f]{16}\/deployed-[0-9a-f]{16}$/),
      plain: 'text',
      n: 1,
      none: null,
    });
    expect(stack.resolve(tokens.get(value.a[0]?.arn ?? ''))).toEqual(stack.resolve(queueArn));
    expect(tokens.size).toBe(3);
    new Queue(stack, 'Another');
    expect(markTokens(structuredClone(config)).value).toEqual(value);
    expect(isMarked(value.url)).toBe(true);
    expect(isMarked(value.plain)).toBe(false);
  });

  test('and one of another kind than text is refused with its path', () => {
    const config = {
      list: Token.asList(Fn.ref('List')),
      n: valueAsNumber,
      any: Fn.getAtt('Queue', 'Arn'),
      lazy: Lazy.any({ produce: () => ({}) }),
      [queueArn]: 'x',
    };
    expect(() => markTokens({ env: config })).toThrow(
      [
        'The config is not valid:',
        '  env.list: a list of the CDK cannot stand here, only one that is text',
        '  env.n: a number of the CDK cannot stand here, only one that is text',
        '  env.any: a value of the CDK cannot stand here, only one that is text',
        '  env.lazy: a value of the CDK cannot stand here, only one that is text',
        '  env: a name of the CDK cannot stand here, only one that is text',
      ].join('\n'),
    );
  });
});

describe('a scheduler whose config holds what CloudFormation knows', () => {
  const { template } = stackWith((stack) => ({
    ...orders(new Queue(stack, 'Orders').queueArn),
    workflows: {
      report: {
        provider: 'step-functions',
        stateMachineArn: machineIn(stack),
        wait: 'event',
        kmsKeyArn: new Key(stack, 'Key').keyArn,
      },
    },
    actions: {
      payments: { provider: 'http', baseUrl: `https://${Fn.importValue('host')}/v1`, events: {} },
    },
  }));
  const writer = Object.values(template.findResources('Custom::DuctapeDeployedValues'))[0];
  const variables = (id: string) =>
    asRecord(asRecord(propertiesOf(template, 'AWS::Lambda::Function')[id]?.['Environment'])['Variables']);

  test('tells the executor where its values are, and begins it anew when one of them changes', () => {
    expect(variables('JobsDispatchFunction')).not.toHaveProperty(Env.deployedValues);
    for (const id of ['JobsExecutorFunction'])
      expect(variables(id)).toMatchObject({
        [Env.deployedValues]: expect.stringMatching(/^[0-9a-f]{16}$/),
        [Env.deployedRevision]: '<JobsValuesWriter.Attributes.revision.N>',
      });
  });

  test('writes the values to an item of the table, and removes it when there is another', () => {
    const written = JSON.stringify(writer?.Properties);
    for (const property of ['Create', 'Update', 'Delete'])
      expect(writer?.Properties).toHaveProperty(property);
    expect(written).toContain('DEPLOYED#');
    expect(written).toContain('"Fn::GetAtt":["Orders');
    expect(written).toContain('"Fn::ImportValue":"host"');
    expect(writer?.Properties.Create).toEqual(writer?.Properties.Update);
  });

  test('may write no other item of the table', () => {
    const [statement] = statementsOf(template, 'AWS679f53fac002430cb0da5b7982bd2287ServiceRole').filter(
      ({ actions }) => actions.includes('dynamodb:UpdateItem'),
    );
    expect(statement).toMatchObject({
      actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
      resources: ['<JobsTable.Arn>'],
      condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['DEPLOYED#*'] } },
    });
  });

  test('permits runs exactly what the values name', () => {
    const statements = statementsOf(template, 'JobsScopesshopprd');
    const resources = Object.fromEntries(
      statements.map(({ sid, resources: named }) => [sid, JSON.stringify(named)]),
    );
    expect(JSON.stringify(resources)).toContain('<Orders.Arn>');
    expect(resources['StartExecutions']).toMatch(/:states:.*:stateMachine:/);
    expect(resources['DescribeExecutions']).toMatch(/:states:.*:execution:.*\*/);
    const [, through = ''] = JSON.stringify(template.toJSON()).match(/"kms:ViaService":(.{120})/) ?? [];
    expect(through).toContain('"states.",{"Fn::Select":[3,{"Fn::Split":[":",{"Fn::GetAtt":["Key');
  });

  test('hears of the ends of executions of a machine of its own stack', () => {
    const [rule] = Object.values(propertiesOf(template, 'AWS::Events::Rule'));
    expect(JSON.stringify(rule?.['EventPattern'])).toMatch(/:states:.*:stateMachine:/);
  });

  test('has no token left anywhere', () => {
    expect(JSON.stringify(template.toJSON()).match(/\$\{Token\[.{60}/g)).toBeNull();
  });
});

test('a scheduler without tokens writes no values and reads none', () => {
  const { template } = stackWith(() => orders('arn:aws:sqs:us-east-1:123456789012:orders'));
  template.resourceCountIs('Custom::DuctapeDeployedValues', 0);
  expect(JSON.stringify(template.toJSON()).includes(Env.deployedValues)).toBe(false);
});

describe('the construct checks its config as a command does', () => {
  test.each([
    [
      'a method that is none',
      {
        actions: {
          a: { provider: 'http', baseUrl: 'https://a.example', events: { e: { method: 'PSOT', path: '/' } } },
        },
      },
      'products.shop.envs.prd.actions.a.events.e.method: expected one of',
    ],
    [
      'a provider that is none',
      { events: { a: { provider: 'sqss', topics: {} } } },
      'products.shop.envs.prd.events.a.provider',
    ],
    ['an ARN that is none', orders('orders'), 'queueArn: expected the ARN of an sqs resource'],
  ])('%s is refused with its path', (_what, env, message) => {
    expect(() => stackWith(() => env as EnvConfig)).toThrow(message);
  });

  test('a token is refused where it decides what there is, in words that name it', () => {
    expect(() =>
      stackWith((stack) => ({
        events: { a: { provider: new Queue(stack, 'Q').queueName as 'sqs', topics: {} } },
      })),
    ).toThrow(/events\.a\.provider: .*/);
    expect(() =>
      stackWith((stack) => ({
        actions: {
          a: {
            provider: 'http',
            baseUrl: 'https://a.example',
            events: { e: { method: new Queue(stack, 'Q').queueName as 'GET', path: '/' } },
          },
        },
      })),
    ).toThrow(/events\.e\.method: expected one of GET, .*; got "a token of the CDK"/);
  });

  test.each([
    [
      'schedules.nightly',
      (text: string) => ({ schedules: { nightly: { namespace: 'workflows', workflow: text } } }),
    ],
    ['inputSecrets', (text: string) => ({ inputSecrets: [text] })],
  ])('a token in %s is refused, as its value is not there where that is read', (field, env) => {
    expect(() => stackWith((stack) => env(new Queue(stack, 'Q').queueName) as never)).toThrow(
      `products.shop.envs.prd.${field}: a token of the CDK cannot stand here`,
    );
  });

  test('a wildcard beside a token is refused, as it would widen what is permitted', () => {
    expect(() => stackWith((stack) => orders(`${new Queue(stack, 'Q').queueArn}*`))).toThrow(
      'must not hold "*", "?" or "${"',
    );
  });
});

test('what the config names by a token may dispatch jobs, without either waiting for the other', () => {
  const stack = new Stack(quickApp(), 'Test');
  const report = new LambdaFunction(stack, 'Report', {
    code: Code.fromInline('exports.handler = async () => 1;'),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
  const prd: EnvConfig = { workflows: { report: { provider: 'lambda', functionArn: report.functionArn } } };
  const config: WrittenConfig = { products: { shop: { envs: { prd } } } };
  const scheduler = new JobScheduler(stack, 'Jobs', { config });
  scheduler.grantDispatch(report);
  scheduler.grantDispatch(report, { product: 'shop', env: 'prd' });
  // A template in which resources wait for each other is refused here.
  expect(Template.fromStack(stack).findResources('Custom::DuctapeDeployedValues')).not.toEqual({});
});

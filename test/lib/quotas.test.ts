import { readFileSync, statSync } from 'node:fs';
import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Config, EnvConfig } from '../../contract/config.ts';
import { tellCompletions } from '../../lib/completions.ts';
import type { JobSchedulerStack } from '../../lib/job-scheduler-stack.ts';
import { PLACE } from './resource-requests.ts';
import { configOf, quickApp, stackOf, synth } from './synth.ts';

/** Default quotas, as the user guides of the services list them. */
const Quota = {
  resources: 500,
  templateBytes: 1_000_000,
  roles: 1000,
  managedPolicies: 1500,
  inlineCharacters: 10_240,
  managedCharacters: 6144,
  managedOfRole: 10,
  rules: 100,
  patternCharacters: 2048,
  queueStatements: 20,
  environmentBytes: 4096,
  functionPolicyBytes: 20_480,
  metricsOfAlarm: 10,
} as const;

/** Six resources of six services, each with its own key, with names as long as people give. */
function envOf(product: string): EnvConfig {
  const kmsKeyArn = `arn:aws:kms:eu-west-1:111122223333:key/${'1234abcd-'.repeat(4)}`;
  return {
    actions: {
      payments: {
        provider: 'http',
        baseUrl: 'https://pay.example.com',
        auth: { type: 'bearer', token: `$Secret{${product}/payments-api-token}` },
        events: {},
      },
    },
    workflows: {
      report: {
        provider: 'step-functions',
        stateMachineArn: `arn:aws:states:${PLACE}:stateMachine:${product}-monthly-statement-of-account`,
        wait: 'event',
        kmsKeyArn,
      },
    },
    notifications: {
      mail: {
        provider: 'channels',
        email: {
          transport: 'ses',
          identityArn: `arn:aws:ses:${PLACE}:identity/${product}.example.com`,
          from: 'a@example.com',
        },
        messages: {},
      },
    },
    storage: { files: { provider: 's3', bucket: `${product}-files`, prefix: 'jobs', kmsKeyArn } },
    events: {
      orders: {
        provider: 'sqs',
        topics: { created: { queueArn: `arn:aws:sqs:${PLACE}:${product}-orders-created`, kmsKeyArn } },
      },
    },
    database: {
      main: {
        provider: 'dynamodb',
        tables: {
          rows: {
            tableArn: `arn:aws:dynamodb:${PLACE}:table/${product}-rows`,
            partitionKey: { name: 'id', type: 'S' },
            kmsKeyArn,
          },
        },
      },
    },
  };
}

function productsOf(count: number): Config {
  const names = Array.from({ length: count }, (_value, n) => `product-of-customer-${n}`);
  return { products: Object.fromEntries(names.map((name) => [name, { envs: { prd: envOf(name) } }])) };
}

function assemblyOf(stack: JobSchedulerStack) {
  const stage = Stage.of(stack);
  if (!App.isApp(stage)) throw new Error('the stack is in no app');
  return stage.synth().getStackArtifact(stack.artifactId);
}

/** What a text of a template is at most once its references are filled in. */
const filled = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll(/\{"Ref":"AWS::(Partition|Region|AccountId|URLSuffix)"\}/g, '"ap-southeast-1"')
    .replaceAll(/\{"(Ref|Fn::GetAtt)":[^}]*\}/g, `"${'x'.repeat(130)}"`)
    .replaceAll(
      /\{"Fn::Join":\["",\[(.*?)\]\]\}/g,
      (_all, parts: string) => `"${parts.replaceAll(/"|","/g, '')}"`,
    ).length;

describe('a config of 100 products with six resources each', () => {
  const stack = stackOf({ config: productsOf(100) });
  const { templateFullPath } = assemblyOf(stack);
  const template = Template.fromJSON(JSON.parse(readFileSync(templateFullPath, 'utf8')));
  const all = (type: string) => Object.values(template.findResources(type)).map((each) => each['Properties']);

  test('is one stack of at most 500 resources and 1 MB', () => {
    expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThanOrEqual(Quota.resources);
    expect(statSync(templateFullPath).size).toBeLessThanOrEqual(Quota.templateBytes);
  });

  test('has a role for each product, whose policies are within the bounds of IAM', () => {
    const roles = all('AWS::IAM::Role');
    expect(roles.length).toBeGreaterThan(100);
    expect(roles.length).toBeLessThanOrEqual(Quota.roles);
    for (const { Policies = [], ManagedPolicyArns = [] } of roles) {
      expect(filled(Policies)).toBeLessThanOrEqual(Quota.inlineCharacters);
      expect(ManagedPolicyArns.length).toBeLessThanOrEqual(Quota.managedOfRole);
    }
    for (const { PolicyDocument } of all('AWS::IAM::Policy')) {
      expect(filled(PolicyDocument)).toBeLessThanOrEqual(Quota.inlineCharacters);
    }
    expect(all('AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  test('tells of the ends of all its state machines by rules whose patterns EventBridge takes', () => {
    const rules = all('AWS::Events::Rule');
    expect(rules.length).toBeLessThanOrEqual(Quota.rules);
    for (const { EventPattern } of rules) {
      expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(Quota.patternCharacters);
    }
    expect(rules.flatMap(({ EventPattern }) => EventPattern.detail.stateMachineArn)).toHaveLength(100);
  });

  test('has queues whose policies have no more statements than SQS takes', () => {
    const policies = all('AWS::SQS::QueuePolicy');
    expect(policies.length).toBeGreaterThan(0);
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement.length).toBeLessThanOrEqual(Quota.queueStatements);
    }
  });

  test('has functions whose environments and policies Lambda takes', () => {
    for (const { Environment } of all('AWS::Lambda::Function')) {
      expect(filled(Environment)).toBeLessThanOrEqual(Quota.environmentBytes);
    }
    expect(filled(all('AWS::Lambda::Permission'))).toBeLessThanOrEqual(Quota.functionPolicyBytes);
  });

  test('has alarms of no more metrics than CloudWatch takes', () => {
    for (const { Metrics = [] } of all('AWS::CloudWatch::Alarm')) {
      const read = Metrics.filter((each: { MetricStat?: object }) => each.MetricStat);
      expect(read.length).toBeLessThanOrEqual(Quota.metricsOfAlarm);
    }
  });
});

describe('a config that outgrows a quota fails at synth with the figure and a way out', () => {
  const queues = (count: number): EnvConfig => ({
    events: {
      many: {
        provider: 'sqs',
        topics: Object.fromEntries(
          Array.from({ length: count }, (_value, n) => [
            `topic-${n}`,
            { queueArn: `arn:aws:sqs:${PLACE}:queue-${String(n).padStart(60, 'x')}` },
          ]),
        ),
      },
    },
  });

  test('with more roles than a stack has room for', () => {
    const app = { provider: 'sqs', topics: { a: { queueArn: `arn:aws:sqs:${PLACE}:a` } } } as const;
    const products = Object.fromEntries(
      Array.from({ length: 450 }, (_value, n) => [`product-${n}`, { envs: { dev: { events: { app } } } }]),
    );
    expect(() => assemblyOf(stackOf({ config: { products } }))).toThrow(
      /The stack has \d{3} resources, and CloudFormation takes 500: 450 of them are .* -c config=FILE -c stackName=NAME/,
    );
  });

  test('with more permissions than a template has room for', () => {
    const products = Object.fromEntries(
      Array.from({ length: 150 }, (_value, n) => [`product-${n}`, { envs: { dev: queues(60) } }]),
    );
    expect(() => assemblyOf(stackOf({ config: { products } }))).toThrow(
      /The permissions of all products and envs take \d+ bytes, and a template has room for 650000/,
    );
  });

  test('with more resources in one env than a role can be given', () => {
    expect(() => stackOf({ config: configOf(queues(700)) })).toThrow(
      /products\.shop\.envs\.prd needs permissions of \d+ characters, and IAM takes 69192 for one role: divide/,
    );
  });

  test('with more state machines that are waited for than rules can name', () => {
    const machines = Array.from({ length: 1500 }, (_value, n) => [
      `machine-${n}`,
      {
        provider: 'step-functions',
        wait: 'event',
        stateMachineArn: `arn:aws:states:${PLACE}:stateMachine:${String(n).padStart(80, 'x')}`,
      } as const,
    ]);
    const config = configOf({ workflows: Object.fromEntries(machines) });
    const stack = new Stack(quickApp(), 'Rules');
    const queues = { queue: new Queue(stack, 'A'), deadLetterQueue: new Queue(stack, 'B') };
    expect(() => tellCompletions(stack, config, queues)).toThrow(
      /waits for the events of 1500 state machines, which takes 1\d\d rules of EventBridge, and a bus has at most 100/,
    );
  });
});

describe('an env with more resources than an inline policy takes', () => {
  const topics = Object.fromEntries(
    Array.from({ length: 300 }, (_value, n) => [
      `topic-${n}`,
      { queueArn: `arn:aws:sqs:${PLACE}:queue-${String(n).padStart(40, 'x')}` },
    ]),
  );
  const template = synth({ config: configOf({ events: { many: { provider: 'sqs', topics } } }) });
  const [role] = Object.values(template.findResources('AWS::IAM::Role')).filter(
    ({ Properties }) => Properties.Policies,
  );
  const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));

  test('has further policies attached to its role, each within the bound of IAM', () => {
    expect(role?.['Properties'].ManagedPolicyArns).toHaveLength(managed.length);
    expect(managed.length).toBeGreaterThan(1);
    for (const { Properties } of managed) {
      expect(filled(Properties.PolicyDocument)).toBeLessThanOrEqual(Quota.managedCharacters);
    }
  });

  test('is granted each of them once', () => {
    const documents = [
      ...(role?.['Properties'].Policies ?? []).map((each: { PolicyDocument: object }) => each.PolicyDocument),
      ...managed.map(({ Properties }) => Properties.PolicyDocument),
    ];
    const granted = documents.flatMap(({ Statement }) => Statement).flatMap(({ Resource }) => Resource);
    expect(granted.sort()).toEqual(
      Object.values(topics)
        .map(({ queueArn }) => queueArn)
        .sort(),
    );
  });
});

import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { scopeRoleName } from '../../adapters/aws/scoped-credentials.ts';
import type { Config, EnvConfig } from '../../contract/config.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { Env } from '../../lambdas/environment.ts';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { allows, type Request } from './iam.ts';
import { PLACE, requestsOf } from './resource-requests.ts';
import { propertiesOf, quickApp, type Statement, statementsOf, synth } from './synth.ts';

/** Names of which one begins with another, as those of products and envs may. */
const SCOPES = [
  { product: 'shop', env: 'prd', mark: 'shop' },
  { product: 'shop', env: 'prd2', mark: 'shop2' },
  { product: 'shop2', env: 'prd', mark: 'shop-' },
  { product: 'shop2', env: 'prd2', mark: 'other' },
] as const;

/** A resource of every provider, with names of its own. */
function envOf(mark: string): EnvConfig {
  const text = JSON.stringify({
    ...EVERY_PROVIDER.products['shop']?.envs['prd'],
    inputSecrets: [`${mark}PARTNER_KEY`],
  })
    .replaceAll(/(arn:aws:(?!neptune)[\w-]+:[\w-]*:\d*:(?:\w[\w-]*[:/])?)/g, `$1${mark}`)
    .replaceAll('cluster-ABCD', `cluster-${mark}`)
    .replaceAll('$Secret{', `$Secret{${mark}`)
    .replaceAll('"archive"', `"${mark}archive"`)
    .replaceAll('"configurationSet":"jobs"', `"configurationSet":"${mark}jobs"`)
    // The same bucket for all, in folders of which one's name begins with another's.
    .replaceAll('"prefix":"tmp/"', `"prefix":"${mark}"`);
  return JSON.parse(text);
}

const ENVS = SCOPES.map((scope) => ({ ...scope, config: envOf(scope.mark) }));
const config: Config = { products: {} };
for (const { product, env, config: own } of ENVS) {
  config.products[product] = { envs: { ...config.products[product]?.envs, [env]: own } };
}

const template = synth({ config });
const roleId = ({ product, env }: { product: string; env: string }) => `JobsScopes${product}${env}`;

/** The policies of a role as they are in one account and region. */
function policiesOf(role: string): Statement[] {
  const [region = '', account = ''] = PLACE.split(':');
  const text = JSON.stringify(statementsOf(template, role));
  return JSON.parse(
    text
      .replaceAll('<AWS::Partition>', 'aws')
      .replaceAll('<AWS::Region>', region)
      .replaceAll('<AWS::AccountId>', account),
  );
}

const allowedOf = (role: string, requests: readonly Request[]) => {
  const statements = policiesOf(role);
  return requests.filter((request) => allows(statements, request));
};

/** What the engine has for itself, under names a config could write. */
const ENGINE: Request[] = [
  ...['GetItem', 'Scan', 'PutItem', 'PartiQLSelect', 'PartiQLUpdate'].map((action) => ({
    action: `dynamodb:${action}`,
    resource: `arn:aws:dynamodb:${PLACE}:table/Test-JobsTable10C8EDF6-1ABC`,
  })),
  { action: 'sqs:SendMessage', resource: `arn:aws:sqs:${PLACE}:Test-JobsQueueWakeUps-1ABC` },
  {
    action: 'secretsmanager:GetSecretValue',
    resource: `arn:aws:secretsmanager:${PLACE}:secret:JobsWebhooksKey-AbCdEf`,
  },
  { action: 'scheduler:CreateSchedule', resource: `arn:aws:scheduler:${PLACE}:schedule/TestJobs/x` },
  { action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/any' },
];

describe('the role of a product in an env', () => {
  test.each(ENVS)('$product $env is allowed all that its own jobs ask of AWS', (scope) => {
    const requests = requestsOf(scope.config);
    expect(requests.length).toBeGreaterThan(50);
    expect(allowedOf(roleId(scope), requests)).toEqual(requests);
  });

  test.each(ENVS)('$product $env is denied everything that the others ask', (scope) => {
    const foreign = ENVS.filter((other) => other !== scope).flatMap(({ config: other }) => requestsOf(other));
    expect(foreign.length).toBeGreaterThan(150);
    expect(allowedOf(roleId(scope), foreign)).toEqual([]);
  });

  test.each(ENVS)('$product $env is denied all that is of the engine', (scope) => {
    expect(allowedOf(roleId(scope), ENGINE)).toEqual([]);
  });

  test('can list its folder of a bucket, and neither the bucket nor a folder that begins like it', () => {
    const list = (prefix: string) => ({
      action: 's3:ListBucket',
      resource: 'arn:aws:s3:::files',
      context: { 's3:prefix': prefix },
    });
    const asked = ['shop/', 'shop/a', 'shop', 'shop2/', 'shop2/a', '', 'sho'].map(list);
    const whole = { action: 's3:ListBucket', resource: 'arn:aws:s3:::files' };
    expect(allowedOf('JobsScopesshopprd', [...asked, whole])).toEqual([list('shop/'), list('shop/a')]);
  });

  test('can be taken by the executor alone', () => {
    const roles = propertiesOf(template, 'AWS::IAM::Role');
    for (const scope of ENVS) {
      expect(roles[roleId(scope)]?.['AssumeRolePolicyDocument']).toEqual({
        Version: '2012-10-17',
        Statement: [
          { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { AWS: '<JobsExecutorRole.Arn>' } },
        ],
      });
    }
  });

  test('has the name that the executor makes of the product and env, within the bound of IAM', () => {
    const roles = propertiesOf(template, 'AWS::IAM::Role');
    const functions = propertiesOf(template, 'AWS::Lambda::Function');
    const { Variables } = asRecord(functions['JobsExecutorFunction']?.['Environment']);
    const prefix = String(asRecord(Variables)[Env.scopeRolePrefix]).replace(
      /^arn:<AWS::Partition>:iam::<AWS::AccountId>:role\//,
      '',
    );
    expect(prefix).toMatch(/^[\w-]+-<AWS::Region>-$/);
    for (const scope of ENVS) {
      const name = String(roles[roleId(scope)]?.['RoleName']);
      expect(name).toBe(scopeRoleName(prefix, scope));
      expect(name.replace('<AWS::Region>', 'ap-southeast-1').length).toBeLessThanOrEqual(64);
    }
  });
});

describe('the roles of the functions', () => {
  const all = ENVS.flatMap(({ config: env }) => requestsOf(env));

  test.each(['Executor', 'Dispatch', 'DeadLetter', 'WebhookSender', 'Schedules'])(
    'the one of %s is denied every resource of every env',
    (name) => {
      expect(policiesOf(`Jobs${name}Role`).length).toBeGreaterThan(0);
      expect(allowedOf(`Jobs${name}Role`, all)).toEqual([]);
    },
  );

  test('the one of the executor may take these roles and none but those that are named like them', () => {
    const [region = '', account = ''] = PLACE.split(':');
    const take = (name: string): Request => ({
      action: 'sts:AssumeRole',
      resource: `arn:aws:iam::${account}:role/${name}`,
    });
    const roles = propertiesOf(template, 'AWS::IAM::Role');
    const names = ENVS.map((scope) =>
      String(roles[roleId(scope)]?.['RoleName']).replace('<AWS::Region>', region),
    );
    const own = names.map(take);
    expect(allowedOf('JobsExecutorRole', own)).toEqual(own);
    const others = ['Admin', ...names.flatMap((name) => [`${name}1`, name.slice(0, -1), `x${name}`])];
    expect(allowedOf('JobsExecutorRole', others.map(take))).toEqual([]);
  });
});

describe('with a customer key', () => {
  test('a role may use it by way of the services it is granted, and never directly', () => {
    const stack = new Stack(quickApp(), 'Keys');
    const key = Key.fromKeyArn(stack, 'Key', `arn:aws:kms:${PLACE}:key/1234`);
    new JobScheduler(stack, 'Jobs', { config, encryptionKey: key });
    const keyed = statementsOf(Template.fromStack(stack), 'JobsScopesshopprd').filter(({ sid }) =>
      sid.startsWith('UseKeys'),
    );
    expect(keyed).toEqual([
      {
        sid: 'UseKeys',
        effect: 'Allow',
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: [`arn:aws:kms:${PLACE}:key/1234`],
        condition: {
          StringEquals: {
            'kms:ViaService': ['dynamodb', 'kinesis', 's3', 'secretsmanager', 'sns', 'sqs'].map(
              (service) => `${service}.<AWS::Region>.amazonaws.com`,
            ),
          },
        },
      },
    ]);
  });
});

describe('products', () => {
  test('whose resources are reached without AWS have no role', () => {
    const http = { provider: 'http', baseUrl: 'https://a.example.com', events: {} } as const;
    const none = synth({ config: { products: { a: { envs: { dev: { actions: { http } } } } } } });
    expect(Object.keys(propertiesOf(none, 'AWS::IAM::Role')).filter((id) => /Scopes/.test(id))).toEqual([]);
  });
});

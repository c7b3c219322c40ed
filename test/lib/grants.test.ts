import type { Config } from '../../contract/config.ts';
import { configLines, type EnvLine, envLines } from '../../lib/config-lines.ts';
import { sidsOf } from '../../lib/grants.ts';
import { resourceGrants } from '../../lib/resource-grants.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { configOf, statementsOf, synth } from './synth.ts';

const ACCOUNT = 'eu-west-1:111122223333';
const SECRET = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';

const SHOP = 'JobsScopesshopprd';

function scopeOf(config: Config): EnvLine {
  const [scope] = envLines(config);
  if (scope) return scope;
  throw new Error('the config has no env');
}

function granted(config: Config) {
  return statementsOf(synth({ config }), SHOP);
}

describe('what the role of a product in an env is granted', () => {
  const statements = granted(EVERY_PROVIDER);
  const grants = resourceGrants(scopeOf(EVERY_PROVIDER));
  const bySid = new Map(statements.map((statement) => [statement.sid, statement]));

  test('is one statement for each need of each line, named after the line', () => {
    expect([...bySid.keys()].sort()).toEqual([
      'ShopPrdActionsCrmSecrets',
      'ShopPrdActionsHookInvoke',
      'ShopPrdActionsMailAppSecrets',
      'ShopPrdDatabaseDocumentsSecrets',
      'ShopPrdDatabaseLegacySecrets',
      'ShopPrdDatabaseMainSecrets',
      'ShopPrdDatabaseServerlessExecute',
      'ShopPrdDatabaseServerlessSignIn',
      'ShopPrdDatabaseSessionsItems',
      'ShopPrdEventsBusPut',
      'ShopPrdEventsClicksPut',
      'ShopPrdEventsKafkaMainSecrets',
      'ShopPrdEventsNatsSecrets',
      'ShopPrdEventsNewsPublish',
      'ShopPrdEventsOrdersSend',
      'ShopPrdEventsRabbitSecrets',
      'ShopPrdGraphsFraudQuery',
      'ShopPrdGraphsSocialSecrets',
      'ShopPrdInputSecretsSecrets',
      'ShopPrdNotificationsPlainSecrets',
      'ShopPrdNotificationsUserEmailsMail',
      'ShopPrdNotificationsUserEmailsSecrets',
      'ShopPrdNotificationsUserEmailsText',
      'ShopPrdStorageMinioSecrets',
      'ShopPrdStorageTempStorageList',
      'ShopPrdStorageTempStorageObjects',
      'ShopPrdStorageWholeList',
      'ShopPrdStorageWholeObjects',
      'ShopPrdWorkflowsLongDescribe',
      'ShopPrdWorkflowsLongStart',
      'ShopPrdWorkflowsQuickRun',
      'ShopPrdWorkflowsReportInvoke',
      'ShopPrdWorkflowsStartStart',
    ]);
  });

  test.each([
    ['ShopPrdActionsHookInvoke', ['lambda:InvokeFunction'], [`arn:aws:lambda:${ACCOUNT}:function:hook:live`]],
    [
      'ShopPrdWorkflowsReportInvoke',
      ['lambda:InvokeFunction'],
      [`arn:aws:lambda:${ACCOUNT}:function:report`],
    ],
    [
      'ShopPrdEventsOrdersSend',
      ['sqs:SendMessage'],
      [`arn:aws:sqs:${ACCOUNT}:created`, `arn:aws:sqs:${ACCOUNT}:paid`],
    ],
    ['ShopPrdEventsNewsPublish', ['sns:Publish'], [`arn:aws:sns:${ACCOUNT}:news`]],
    ['ShopPrdEventsBusPut', ['events:PutEvents'], [`arn:aws:events:${ACCOUNT}:event-bus/main`]],
    ['ShopPrdEventsClicksPut', ['kinesis:PutRecord'], [`arn:aws:kinesis:${ACCOUNT}:stream/clicks`]],
    [
      'ShopPrdWorkflowsLongDescribe',
      ['states:DescribeExecution'],
      [`arn:aws:states:${ACCOUNT}:execution:long:*`],
    ],
    ['ShopPrdWorkflowsLongStart', ['states:StartExecution'], [`arn:aws:states:${ACCOUNT}:stateMachine:long`]],
    [
      'ShopPrdWorkflowsQuickRun',
      ['states:StartSyncExecution'],
      [`arn:aws:states:${ACCOUNT}:stateMachine:quick`],
    ],
    [
      'ShopPrdNotificationsUserEmailsMail',
      ['ses:SendEmail'],
      [`arn:aws:ses:${ACCOUNT}:configuration-set/jobs`, `arn:aws:ses:${ACCOUNT}:identity/example.com`],
    ],
    [
      'ShopPrdDatabaseServerlessExecute',
      ['rds-data:ExecuteStatement'],
      [`arn:aws:rds:${ACCOUNT}:cluster:shop`],
    ],
    [
      'ShopPrdDatabaseServerlessSignIn',
      ['secretsmanager:GetSecretValue'],
      [`arn:aws:secretsmanager:${ACCOUNT}:secret:shop-db-AbCdEf`],
    ],
    [
      'ShopPrdGraphsFraudQuery',
      ['neptune-db:DeleteDataViaQuery', 'neptune-db:ReadDataViaQuery', 'neptune-db:WriteDataViaQuery'],
      [`arn:aws:neptune-db:${ACCOUNT}:cluster-ABCD/database`],
    ],
    ['ShopPrdInputSecretsSecrets', ['secretsmanager:GetSecretValue'], [`${SECRET}:PARTNER_KEY-??????`]],
    [
      'ShopPrdDatabaseSessionsItems',
      [
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PartiQLDelete',
        'dynamodb:PartiQLInsert',
        'dynamodb:PartiQLSelect',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        'dynamodb:UpdateItem',
      ],
      [`arn:aws:dynamodb:${ACCOUNT}:table/sessions`, `arn:aws:dynamodb:${ACCOUNT}:table/sessions/index/*`],
    ],
    [
      'ShopPrdActionsMailAppSecrets',
      ['secretsmanager:GetSecretValue'],
      [`${SECRET}:TENANT-??????`, `${SECRET}:mail/token-??????`],
    ],
    [
      'ShopPrdStorageMinioSecrets',
      ['secretsmanager:GetSecretValue'],
      [`${SECRET}:MINIO_ID-??????`, `${SECRET}:MINIO_KEY-??????`],
    ],
  ])('%s allows exactly its actions on exactly its resources', (sid, actions, resources) => {
    expect(bySid.get(sid)).toMatchObject({ effect: 'Allow', actions, resources });
  });

  test('keeps a storage to its prefix, for files and for listings', () => {
    expect(bySid.get('ShopPrdStorageTempStorageObjects')).toMatchObject({
      actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: ['arn:<AWS::Partition>:s3:::files/tmp/*'],
    });
    expect(bySid.get('ShopPrdStorageTempStorageList')).toMatchObject({
      actions: ['s3:ListBucket'],
      resources: ['arn:<AWS::Partition>:s3:::files'],
      condition: { StringLike: { 's3:prefix': ['tmp/*', 'tmp/'] } },
    });
  });

  test('is nothing on AWS for a store with an endpoint or credentials of its own', () => {
    expect(JSON.stringify(statements)).not.toContain('elsewhere');
  });

  test('names no service that the config has not', () => {
    const config = configOf({ events: EVERY_PROVIDER.products['shop']?.envs['prd']?.events ?? {} });
    expect(
      granted(config)
        .flatMap(({ actions }) => actions)
        .join(),
    ).not.toMatch(/s3:|dynamodb:|rds-data:/);
  });

  test('goes to no function', () => {
    const template = synth({ config: EVERY_PROVIDER });
    for (const name of ['Dispatch', 'Executor', 'DeadLetter', 'WebhookSender', 'Schedules']) {
      for (const { sid } of statementsOf(template, `Jobs${name}Role`)) expect(sid).not.toMatch(/^Shop/);
    }
  });

  test('lets text messages go to phone numbers and to no topic', () => {
    const text = bySid.get('ShopPrdNotificationsUserEmailsText');
    expect(text).toMatchObject({
      actions: ['sns:Publish'],
      notResources: ['arn:<AWS::Partition>:sns:*:*:*'],
    });
    expect(text?.resources).toEqual([]);
  });

  test('can be traced to a line of the config, statement by statement', () => {
    const lines = [...configLines(EVERY_PROVIDER), ...envLines(EVERY_PROVIDER)].map(({ line }) => line);
    const traced = new Map(sidsOf(grants).map((sid, i) => [sid, grants[i]?.line]));
    for (const { sid } of statements) {
      expect(lines).toContain(traced.get(sid)?.replace(/\.inputSecrets$/, ''));
    }
  });
});

describe('executions that runs wait for', () => {
  test('tell their end to the queue of wake-ups, and nobody else may send there by that rule', () => {
    const rules = Object.values<{ Type: string; Properties: object }>(
      synth({ config: EVERY_PROVIDER }).toJSON()['Resources'],
    ).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rules).toHaveLength(1);
    expect(rules[0]?.Properties).toMatchObject({
      EventPattern: {
        source: ['aws.states'],
        detail: { stateMachineArn: [`arn:aws:states:${ACCOUNT}:stateMachine:long`] },
      },
    });
  });

  test('need no rule where no run waits', () => {
    expect(JSON.stringify(synth({ config: { products: {} } }).toJSON())).not.toContain('AWS::Events::Rule');
  });
});

describe('the name of a statement', () => {
  test('is the line in letters and digits, numbered where lines come out alike', () => {
    const line = (tag: string) => ({ line: `products.my-shop.envs.prd.events.${tag}`, purpose: 'Send' });
    expect(sidsOf([line('order_bus'), line('order-bus'), line('7up')])).toEqual([
      'MyShopPrdEventsOrderBusSend',
      'MyShopPrdEventsOrderBusSend2',
      'MyShopPrdEvents7upSend',
    ]);
  });

  test('keeps a product that is called envs', () => {
    expect(sidsOf([{ line: 'products.envs.envs.dev.events.a', purpose: 'Send' }])).toEqual([
      'EnvsDevEventsASend',
    ]);
  });
});

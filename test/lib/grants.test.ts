import { sidsOf } from '../../lib/grants.ts';
import type { resourceGrants } from '../../lib/resource-grants.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { configOf, statementsOf, synth } from './synth.ts';

const ENGINE = ['', 'Logs', 'Jobs', 'JobIndexes', 'WakeUps', 'Schedules', 'HandRoleToScheduler'];
const ACCOUNT = 'eu-west-1:111122223333';
const SECRET = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';

function granted(config: Parameters<typeof resourceGrants>[0], inputSecrets: string[] = []) {
  const statements = statementsOf(synth({ config, inputSecrets }), 'JobsExecutorRole');
  return statements.filter(({ sid }) => !ENGINE.includes(sid));
}

describe('what the executor is granted for the config', () => {
  const statements = granted(EVERY_PROVIDER);
  const bySid = new Map(statements.map((statement) => [statement.sid, statement]));

  test('is one statement for each need of each line, named after the line', () => {
    expect([...bySid.keys()].sort()).toEqual([
      'ShopPrdActionsHookInvoke',
      'ShopPrdActionsMailAppSecrets',
      'ShopPrdDatabaseMainSecrets',
      'ShopPrdDatabaseSessionsItems',
      'ShopPrdEventsNewsPublish',
      'ShopPrdEventsOrdersSend',
      'ShopPrdStorageMinioSecrets',
      'ShopPrdStorageTempStorageList',
      'ShopPrdStorageTempStorageObjects',
      'ShopPrdStorageWholeList',
      'ShopPrdStorageWholeObjects',
      'ShopPrdWorkflowsReportInvoke',
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
      actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: ['arn:<AWS::Partition>:s3:::files/tmp/*'],
    });
    expect(bySid.get('ShopPrdStorageTempStorageList')).toMatchObject({
      actions: ['s3:ListBucket'],
      resources: ['arn:<AWS::Partition>:s3:::files'],
      condition: { StringLike: { 's3:prefix': ['tmp/*'] } },
    });
  });

  test('is nothing on AWS for a store with an endpoint or credentials of its own', () => {
    expect(JSON.stringify(statements)).not.toContain('elsewhere');
  });

  test('has no S3 statement where the config has no S3', () => {
    const config = configOf({ events: EVERY_PROVIDER.products['shop']?.envs['prd']?.events ?? {} });
    expect(granted(config).flatMap(({ actions }) => actions)).toEqual(['sqs:SendMessage', 'sns:Publish']);
  });

  test('is nothing for an empty config', () => {
    expect(granted({ products: {} })).toEqual([]);
  });

  test('goes to the executor only', () => {
    const template = synth({ config: EVERY_PROVIDER });
    for (const role of ['JobsDispatchRole', 'JobsDeadLetterRole', 'JobsSchedulesRole']) {
      for (const { sid } of statementsOf(template, role)) expect(sid).not.toMatch(/^Shop/);
    }
  });

  test('lets inputs read the secrets that are listed for them', () => {
    expect(granted({ products: {} }, ['PARTNER_KEY'])).toEqual([
      expect.objectContaining({ sid: 'InputsSecrets', resources: [`${SECRET}:PARTNER_KEY-??????`] }),
    ]);
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

import type { Config } from '../../contract/config.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { configOf, statementsOf, synth } from './synth.ts';

const ACCOUNT = 'eu-west-1:111122223333';
const SECRET = 'arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret';

const SHOP = 'JobsScopesshopprd';

function granted(config: Config) {
  return statementsOf(synth({ config }), SHOP);
}

describe('what the role of a product in an env is granted', () => {
  const statements = granted(EVERY_PROVIDER);
  const bySid = new Map(statements.map((statement) => [statement.sid, statement]));

  test('is one statement for each kind of need, named after what it is for', () => {
    expect(statements.map(({ sid }) => sid)).toEqual([
      'ReadSecrets',
      'InvokeFunctions',
      'StartExecutions',
      'DescribeExecutions',
      'RunExpressExecutions',
      'SendMail',
      'SendTextMessages',
      'ReadAndWriteObjects',
      'ListObjects',
      'ListObjects2',
      'SendMessages',
      'PublishMessages',
      'PutEvents',
      'PutRecords',
      'ReadAndWriteItems',
      'ExecuteStatements',
      'QueryGraphs',
    ]);
  });

  test.each([
    [
      'InvokeFunctions',
      ['lambda:InvokeFunction'],
      [`arn:aws:lambda:${ACCOUNT}:function:hook:live`, `arn:aws:lambda:${ACCOUNT}:function:report`],
    ],
    ['SendMessages', ['sqs:SendMessage'], [`arn:aws:sqs:${ACCOUNT}:created`, `arn:aws:sqs:${ACCOUNT}:paid`]],
    ['PublishMessages', ['sns:Publish'], [`arn:aws:sns:${ACCOUNT}:bulletins`]],
    ['PutEvents', ['events:PutEvents'], [`arn:aws:events:${ACCOUNT}:event-bus/main`]],
    ['PutRecords', ['kinesis:PutRecord'], [`arn:aws:kinesis:${ACCOUNT}:stream/clicks`]],
    ['DescribeExecutions', ['states:DescribeExecution'], [`arn:aws:states:${ACCOUNT}:execution:long:*`]],
    [
      'StartExecutions',
      ['states:StartExecution'],
      [`arn:aws:states:${ACCOUNT}:stateMachine:long`, `arn:aws:states:${ACCOUNT}:stateMachine:start`],
    ],
    ['RunExpressExecutions', ['states:StartSyncExecution'], [`arn:aws:states:${ACCOUNT}:stateMachine:quick`]],
    [
      'SendMail',
      ['ses:SendEmail'],
      [`arn:aws:ses:${ACCOUNT}:configuration-set/jobs`, `arn:aws:ses:${ACCOUNT}:identity/example.com`],
    ],
    ['ExecuteStatements', ['rds-data:ExecuteStatement'], [`arn:aws:rds:${ACCOUNT}:cluster:shop`]],
    [
      'QueryGraphs',
      ['neptune-db:DeleteDataViaQuery', 'neptune-db:ReadDataViaQuery', 'neptune-db:WriteDataViaQuery'],
      [`arn:aws:neptune-db:${ACCOUNT}:cluster-ABCD/database`],
    ],
    [
      'ReadAndWriteItems',
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
      'ReadSecrets',
      ['secretsmanager:GetSecretValue'],
      [
        `arn:aws:secretsmanager:${ACCOUNT}:secret:shop-db-AbCdEf`,
        ...[
          'CRM_SECRET',
          'EXPO_TOKEN',
          'FCM_ACCOUNT',
          'KAFKA_PASSWORD',
          'MAIN_DB_URL',
          'MINIO_ID',
          'MINIO_KEY',
          'MONGO_URL',
          'MYSQL_PASSWORD',
          'NATS_TOKEN',
          'NEO4J',
          'PARTNER_KEY',
          'RABBIT_URL',
          'REDIS_URL',
          'SMTP_PASSWORD',
          'TENANT',
          'mail/token',
        ].map((name) => `${SECRET}:${name}-??????`),
      ],
    ],
  ])('%s allows exactly its actions on exactly its resources', (sid, actions, resources) => {
    expect(bySid.get(sid)).toMatchObject({ effect: 'Allow', actions, resources });
  });

  test('keeps a storage to its prefix, for files and for listings', () => {
    expect(bySid.get('ReadAndWriteObjects')).toMatchObject({
      actions: ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resources: ['arn:<AWS::Partition>:s3:::archive/*', 'arn:<AWS::Partition>:s3:::files/tmp/*'],
    });
    expect(bySid.get('ListObjects')).toMatchObject({
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
    const named = statements.map(({ sid }) => sid);
    for (const name of ['Dispatch', 'Executor', 'DeadLetter', 'WebhookSender', 'Schedules']) {
      for (const { sid } of statementsOf(template, `Jobs${name}Role`)) expect(named).not.toContain(sid);
    }
  });

  test('lets text messages go to phone numbers and to no topic', () => {
    const text = bySid.get('SendTextMessages');
    expect(text).toMatchObject({
      actions: ['sns:Publish'],
      notResources: ['arn:<AWS::Partition>:sns:*:*:*'],
    });
    expect(text?.resources).toEqual([]);
  });
});

describe('executions that runs wait for', () => {
  test('tell their end to the queue of wake-ups, and no other sender may send there by that rule', () => {
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

describe('a state machine by a version or an alias', () => {
  const machine = `arn:aws:states:${ACCOUNT}:stateMachine:long`;
  const template = synth({
    config: configOf({
      workflows: {
        a: { provider: 'step-functions', stateMachineArn: `${machine}:LIVE`, wait: 'event' },
        b: { provider: 'step-functions', stateMachineArn: `${machine}:7`, wait: 'poll' },
      },
    }),
  });

  test('is granted by the ARN of the machine, which is all that IAM knows', () => {
    expect(statementsOf(template, SHOP)).toEqual([
      expect.objectContaining({ sid: 'StartExecutions', resources: [machine] }),
      expect.objectContaining({
        sid: 'DescribeExecutions',
        resources: [`${machine.replace(':stateMachine:', ':execution:')}:*`],
      }),
    ]);
  });

  test('tells its ends by the ARN of the machine, as events name it', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { stateMachineArn: [machine] } },
    });
  });
});

describe('a customer key of a resource', () => {
  const key = (name: string) => `arn:aws:kms:eu-west-1:111122223333:key/${name}`;
  const config = configOf({
    workflows: {
      report: {
        provider: 'step-functions',
        stateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:report`,
        kmsKeyArn: key('states'),
      },
    },
    storage: { files: { provider: 's3', bucket: 'files', kmsKeyArn: key('s3') } },
    events: {
      orders: {
        provider: 'sqs',
        topics: {
          made: { queueArn: `arn:aws:sqs:${ACCOUNT}:made`, kmsKeyArn: key('sqs') },
          paid: { queueArn: `arn:aws:sqs:${ACCOUNT}:paid`, kmsKeyArn: key('sqs2') },
        },
      },
      bulletins: {
        provider: 'sns',
        topics: { all: { topicArn: `arn:aws:sns:${ACCOUNT}:bulletins`, kmsKeyArn: key('sns') } },
      },
      clicks: {
        provider: 'kinesis',
        topics: { all: { streamArn: `arn:aws:kinesis:${ACCOUNT}:stream/clicks`, kmsKeyArn: key('kinesis') } },
      },
    },
    database: {
      main: {
        provider: 'dynamodb',
        tables: {
          rows: {
            tableArn: `arn:aws:dynamodb:${ACCOUNT}:table/rows`,
            partitionKey: { name: 'id', type: 'S' },
            kmsKeyArn: key('dynamodb'),
          },
        },
      },
      serverless: {
        provider: 'data-api',
        clusterArn: `arn:aws:rds:${ACCOUNT}:cluster:shop`,
        secretArn: `arn:aws:secretsmanager:${ACCOUNT}:secret:shop-db-AbCdEf`,
        secretKmsKeyArn: key('data-api'),
        database: 'shop',
        engine: 'postgres',
      },
    },
    inputSecrets: ['rds!cluster-1#password'],
    secretKmsKeyArns: [key('secrets')],
  });
  const statements = granted(config);

  test('may be used by way of the service of that resource, and never directly', () => {
    const used = statements
      .filter(({ actions }) => actions.includes('kms:Decrypt'))
      .flatMap(({ resources, condition }) => resources.map((arn) => [arn, condition]));
    const through = (service: string) => ({
      StringEquals: { 'kms:ViaService': [`${service}.eu-west-1.amazonaws.com`] },
    });
    expect(used).toEqual([
      [key('states'), through('states')],
      [key('s3'), through('s3')],
      [key('sqs'), through('sqs')],
      [key('sqs2'), through('sqs')],
      [key('sns'), through('sns')],
      [key('kinesis'), through('kinesis')],
      [key('dynamodb'), through('dynamodb')],
      [key('data-api'), through('secretsmanager')],
      [key('secrets'), through('secretsmanager')],
    ]);
    for (const { actions, condition } of statements) {
      if (actions.some((action) => action.startsWith('kms:'))) expect(condition).toBeDefined();
    }
  });

  test('is a field that the config takes', () => {
    expect(parseConfig(config)).toEqual(config);
  });

  test('leaves a secret of which a field is named to be read by its name', () => {
    expect(statements.find(({ sid }) => sid === 'ReadSecrets')?.resources).toContain(
      `${SECRET}:rds!cluster-1-??????`,
    );
  });
});

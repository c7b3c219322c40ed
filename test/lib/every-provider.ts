import { configOf } from './synth.ts';

const ACCOUNT = 'eu-west-1:111122223333';

/** A config with a resource of every provider. */
export const EVERY_PROVIDER = configOf({
  actions: {
    'mail-app': {
      provider: 'http',
      baseUrl: 'https://mail.example.com',
      auth: { type: 'bearer', token: '$Secret{mail/token}' },
      headers: { 'x-tenant': '$Secret{TENANT}-$Secret{mail/token}' },
      events: { send: { method: 'POST', path: '/send' } },
    },
    crm: {
      provider: 'http',
      baseUrl: 'https://crm.example.com',
      auth: {
        type: 'oauth2',
        tokenUrl: 'https://login.example.com/token',
        clientId: 'crm',
        clientSecret: '$Secret{CRM_SECRET}',
      },
      limits: { perSecond: 5, burst: 10, concurrency: 2 },
      events: { sync: { method: 'POST', path: '/sync', body: 'xml', result: { id: 'data.id' } } },
    },
    hook: { provider: 'lambda', functionArn: `arn:aws:lambda:${ACCOUNT}:function:hook:live` },
  },
  workflows: {
    report: { provider: 'lambda', functionArn: `arn:aws:lambda:${ACCOUNT}:function:report` },
    start: { provider: 'step-functions', stateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:start` },
    long: {
      provider: 'step-functions',
      stateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:long`,
      wait: 'event',
    },
    quick: {
      provider: 'step-functions',
      stateMachineArn: `arn:aws:states:${ACCOUNT}:stateMachine:quick`,
      type: 'express',
    },
  },
  notifications: {
    'user-emails': {
      provider: 'channels',
      email: {
        transport: 'ses',
        identityArn: `arn:aws:ses:${ACCOUNT}:identity/example.com`,
        from: 'shop@example.com',
        configurationSet: 'jobs',
      },
      sms: { transport: 'sns' },
      push: { transport: 'fcm', serviceAccount: '$Secret{FCM_ACCOUNT}' },
      callback: { url: 'https://hooks.example.com/:id' },
      messages: {
        welcome: {
          email: { subject: 'Hello {{name}}', text: 'Welcome.' },
          sms: { body: 'Hello {{name}}' },
          push_notification: { title: 'Hello', body: 'Welcome {{name}}' },
          callback: {},
        },
      },
    },
    plain: {
      provider: 'channels',
      email: {
        transport: 'smtp',
        url: 'smtps://jobs:$Secret{SMTP_PASSWORD}@mail.example.com:465',
        from: 'a@b.c',
      },
      push: { transport: 'expo', accessToken: '$Secret{EXPO_TOKEN}' },
      messages: { note: { email: { subject: 'Note', text: 'Note.' } } },
    },
  },
  storage: {
    'temp-storage': { provider: 's3', bucket: 'files', prefix: 'tmp/' },
    whole: { provider: 's3', bucket: 'archive' },
    minio: {
      provider: 's3',
      bucket: 'elsewhere',
      endpoint: 'https://minio.example.com',
      credentials: { accessKeyId: '$Secret{MINIO_ID}', secretAccessKey: '$Secret{MINIO_KEY}' },
    },
  },
  events: {
    orders: {
      provider: 'sqs',
      topics: {
        created: { queueArn: `arn:aws:sqs:${ACCOUNT}:created` },
        paid: { queueArn: `arn:aws:sqs:${ACCOUNT}:paid` },
      },
    },
    bulletins: { provider: 'sns', topics: { all: { topicArn: `arn:aws:sns:${ACCOUNT}:bulletins` } } },
    bus: {
      provider: 'eventbridge',
      busArn: `arn:aws:events:${ACCOUNT}:event-bus/main`,
      source: 'shop',
      topics: { paid: { detailType: 'OrderPaid' } },
    },
    clicks: {
      provider: 'kinesis',
      topics: { all: { streamArn: `arn:aws:kinesis:${ACCOUNT}:stream/clicks` } },
    },
    'kafka-main': {
      provider: 'kafka',
      brokers: ['kafka.example.com:9092'],
      sasl: { mechanism: 'SCRAM-SHA-512', username: 'jobs', password: '$Secret{KAFKA_PASSWORD}' },
      topics: { order_created: { topic: 'orders' } },
    },
    rabbit: {
      provider: 'rabbitmq',
      url: '$Secret{RABBIT_URL}',
      topics: { order_created: { exchange: 'orders', routingKey: 'created' } },
    },
    nats: {
      provider: 'nats',
      servers: ['tls://nats.example.com:4222'],
      auth: { token: '$Secret{NATS_TOKEN}' },
      topics: { order_created: { subject: 'orders.created', jetstream: true } },
    },
    redis: {
      provider: 'redis-streams',
      url: '$Secret{REDIS_URL}',
      topics: { order_created: { stream: 'orders' } },
    },
  },
  database: {
    sessions: {
      provider: 'dynamodb',
      tables: {
        sessions: {
          tableArn: `arn:aws:dynamodb:${ACCOUNT}:table/sessions`,
          partitionKey: { name: 'id', type: 'S' },
        },
      },
    },
    main: { provider: 'postgres', url: '$Secret{MAIN_DB_URL}' },
    legacy: { provider: 'mysql', url: 'mysql://jobs:$Secret{MYSQL_PASSWORD}@db.example.com/shop' },
    serverless: {
      provider: 'data-api',
      clusterArn: `arn:aws:rds:${ACCOUNT}:cluster:shop`,
      secretArn: `arn:aws:secretsmanager:${ACCOUNT}:secret:shop-db-AbCdEf`,
      database: 'shop',
      engine: 'postgres',
    },
    documents: { provider: 'mongodb', url: '$Secret{MONGO_URL}', database: 'shop' },
  },
  graphs: {
    social: {
      provider: 'neo4j',
      url: 'neo4j+s://graph.example.com',
      username: 'jobs',
      password: '$Secret{NEO4J}',
    },
    fraud: {
      provider: 'neptune',
      endpoint: 'https://fraud.cluster-x.eu-west-1.neptune.amazonaws.com:8182',
      region: 'eu-west-1',
      databaseArn: `arn:aws:neptune-db:${ACCOUNT}:cluster-ABCD/database`,
    },
  },
  inputSecrets: ['PARTNER_KEY'],
});

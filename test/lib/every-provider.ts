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
    hook: { provider: 'lambda', functionArn: `arn:aws:lambda:${ACCOUNT}:function:hook:live` },
  },
  workflows: { report: { provider: 'lambda', functionArn: `arn:aws:lambda:${ACCOUNT}:function:report` } },
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
    news: { provider: 'sns', topics: { all: { topicArn: `arn:aws:sns:${ACCOUNT}:news` } } },
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
  },
});

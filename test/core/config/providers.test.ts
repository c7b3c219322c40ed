import { parseConfig } from '../../../namespaces/config-registry.ts';

const ARN = (service: string, rest = 'x') => `arn:aws:${service}:eu-west-1:123456789012:${rest}`;
const KEY = ARN('kms', 'key/1');
const PEM = '-----BEGIN CERTIFICATE-----\n…';
const lambda = { provider: 'lambda', functionArn: ARN('lambda', 'function:f'), local: { handler: 'f.ts' } };

function refusal(namespace: string, resource: unknown): string {
  try {
    parseConfig({ products: { shop: { envs: { dev: { [namespace]: { it: resource } } } } } });
    return '';
  } catch (error) {
    return String(error);
  }
}

const http = (rest: object) => ({ provider: 'http', baseUrl: 'https://h/api', events: {}, ...rest });
const event = (rest: object) => http({ events: { e: { method: 'GET', path: '/', ...rest } } });
const oauth2 = { type: 'oauth2', tokenUrl: 'http://h/t', clientId: 'c', clientSecret: 's' };
const machine = (rest: object) => ({
  provider: 'step-functions',
  stateMachineArn: ARN('states', 'stateMachine:m'),
  ...rest,
});
const table = (rest: object) => ({
  provider: 'dynamodb',
  tables: { t: { tableArn: ARN('dynamodb', 'table/t'), partitionKey: { name: 'k', type: 'S' }, ...rest } },
});
const postgres = (rest: object) => ({ provider: 'postgres', url: 'postgres://h/d', ...rest });
const mysql = (rest: object) => ({ provider: 'mysql', url: 'mysql://h/d', ...rest });
const dataApi = (rest: object) => ({
  provider: 'data-api',
  clusterArn: ARN('rds', 'cluster:c'),
  secretArn: ARN('secretsmanager', 'secret:s'),
  database: 'd',
  engine: 'postgres',
  ...rest,
});
const mongodb = (rest: object) => ({ provider: 'mongodb', url: 'mongodb://h', database: 'd', ...rest });
const neo4j = (rest: object) => ({ provider: 'neo4j', url: 'bolt://h', ...rest });
const neptune = (rest: object) => ({
  provider: 'neptune',
  endpoint: 'https://h:8182',
  region: 'eu-west-1',
  databaseArn: ARN('neptune-db', 'cluster/*'.replace('*', 'c')),
  ...rest,
});
const s3 = (rest: object) => ({ provider: 's3', bucket: 'files', ...rest });
const channels = (rest: object) => ({ provider: 'channels', messages: {}, ...rest });
const bus = (rest: object, topic: object = { detailType: 'd' }) => ({
  provider: 'eventbridge',
  busArn: ARN('events', 'event-bus/b'),
  source: 'shop',
  topics: { t: topic },
  ...rest,
});
const kafka = (rest: object, topic = 't') => ({
  provider: 'kafka',
  brokers: ['h:9092'],
  topics: { t: { topic } },
  ...rest,
});
const rabbitmq = (topic: object, url = 'amqp://h') => ({ provider: 'rabbitmq', url, topics: { t: topic } });
const nats = (rest: object, topic: object = { subject: 's' }) => ({
  provider: 'nats',
  servers: ['h:4222'],
  topics: { t: topic },
  ...rest,
});
const redis = (rest: object, topic: object = { stream: 's' }) => ({
  provider: 'redis-streams',
  url: 'rediss://h',
  topics: { t: topic },
  ...rest,
});
const named = (operation: string) => ({ events: { e: { operation, input: {} } } });

/** Each field and each of its values at least once. */
const FINE: [namespace: string, ...resources: object[]][] = [
  [
    'actions',
    lambda,
    http({ headers: { a: 'b' }, limits: { perSecond: 1, burst: 2, concurrency: 3 } }),
    http({ auth: { type: 'header', name: 'n', value: 'v' } }),
    http({ auth: { type: 'bearer', token: 't' } }),
    http({ auth: { type: 'basic', username: 'u', password: '' } }),
    ...['header', 'query'].map((at) => http({ auth: { type: 'apiKey', in: at, name: 'n', value: 'v' } })),
    http({ auth: { ...oauth2, scope: 's', audience: 'a' } }),
    ...['header', 'body'].map((credentialsIn) => http({ auth: { ...oauth2, credentialsIn } })),
    ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => event({ method })),
    ...['json', 'form', 'xml'].map((body) => event({ body, result: { id: '$.id' } })),
  ],
  [
    'workflows',
    lambda,
    machine({ kmsKeyArn: KEY, local: { definition: {} } }),
    ...['started', 'poll', 'event'].map((wait) => machine({ type: 'standard', wait })),
    machine({ type: 'express' }),
    machine({ stateMachineArn: ARN('states', 'stateMachine:m:1') }),
  ],
  [
    'database',
    lambda,
    table({ sortKey: { name: 's', type: 'N' }, kmsKeyArn: KEY }),
    ...['require', 'disable'].flatMap((ssl) => [
      postgres({ ssl, ca: PEM, poolSize: 1 }),
      mysql({ ssl, ca: PEM }),
    ]),
    postgres({ url: 'postgresql://h/d', ca: '$Secret{CA}' }),
    postgres({ url: '$Secret{URL}' }),
    ...['postgres', 'mysql'].map((engine) => dataApi({ engine, secretKmsKeyArn: KEY })),
    mongodb({ ca: PEM, poolSize: 20 }),
    mongodb({ url: 'mongodb+srv://h' }),
    ...['insert', 'query', 'update', 'delete', 'upsert', 'count', 'sum', 'avg', 'min', 'max', 'raw'].map(
      (operation) => postgres(named(operation)),
    ),
  ],
  [
    'graphs',
    lambda,
    neo4j({ username: 'u', password: 'p', database: 'd', poolSize: 3 }),
    ...['bolt+s', 'neo4j', 'neo4j+s'].map((scheme) => neo4j({ url: `${scheme}://h` })),
    neptune(named('query')),
  ],
  [
    'storage',
    lambda,
    s3({ prefix: 'p', kmsKeyArn: KEY, region: 'r', endpoint: 'http://h', forcePathStyle: true }),
    s3({ credentials: { accessKeyId: 'a', secretAccessKey: 's' } }),
    ...['upload', 'download', 'remove', 'copy', 'listFiles', 'getSignedUrl', 'stats', 'cleanup'].map(
      (operation) => s3(named(operation)),
    ),
  ],
  [
    'notifications',
    lambda,
    channels({ email: { transport: 'smtp', url: 'smtp://h', from: 'f', replyTo: 'r' } }),
    channels({ email: { transport: 'smtp', url: 'smtps://h', from: 'f' } }),
    channels({
      email: {
        transport: 'ses',
        identityArn: ARN('ses', 'identity/i'),
        from: 'f',
        replyTo: 'r',
        configurationSet: 'c',
      },
    }),
    ...['Transactional', 'Promotional'].map((smsType) =>
      channels({ sms: { transport: 'sns', region: 'r', senderId: 'S', smsType } }),
    ),
    channels({ push: { transport: 'fcm', serviceAccount: 's', endpoint: 'http://h' } }),
    channels({ push: { transport: 'expo', accessToken: 't', endpoint: 'http://h' } }),
    ...['POST', 'PUT', 'PATCH', 'GET'].map((method) =>
      channels({ callback: { url: 'https://h', method, headers: { a: 'b' } } }),
    ),
    channels({
      messages: {
        m: {
          email: { subject: 's', text: 't' },
          sms: { body: 'b' },
          push_notification: { title: 't', body: 'b', data: { a: 'b' } },
          callback: {},
        },
      },
    }),
  ],
  [
    'events',
    lambda,
    { provider: 'sqs', topics: { t: { queueArn: ARN('sqs'), kmsKeyArn: KEY } } },
    { provider: 'sns', topics: { t: { topicArn: ARN('sns'), kmsKeyArn: KEY } } },
    { provider: 'kinesis', topics: { t: { streamArn: ARN('kinesis', 'stream/s'), kmsKeyArn: KEY } } },
    bus({}),
    ...['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'].map((mechanism) =>
      kafka({ tls: 'require', sasl: { mechanism, username: 'u', password: 'p' } }),
    ),
    rabbitmq({ exchange: 'x', routingKey: '' }),
    rabbitmq({ routingKey: 'r' }, 'amqps://h'),
    nats({ auth: { username: 'u', password: 'p' } }, { subject: 'a.b', jetstream: true }),
    nats({ servers: ['tls://h:1', 'h'], auth: { token: 't' } }),
    redis({ url: 'redis://h' }, { stream: 's', maxLength: 1 }),
    redis({ ca: PEM }),
    redis({ url: '$Secret{URL}', ca: '$Secret{CA}' }),
  ],
];

test.each(FINE.flatMap(([namespace, ...resources]) => resources.map((each) => [namespace, each] as const)))(
  'a config of %s may hold %j',
  (namespace, resource) => {
    expect(refusal(namespace, resource)).toBe('');
  },
);

const letters = (length: number) => 'x'.repeat(length);
const topic = (name: string) => ({ provider: 'sqs', topics: { [name]: { queueArn: ARN('sqs') } } });

/** The last value on either side that is fine, and the first that is not. */
const BOUNDS: [
  what: string,
  namespace: string,
  of: (value: never) => object,
  fine: unknown[],
  refused: unknown[],
][] = [
  [
    'perSecond',
    'actions',
    (n: number) => http({ limits: { perSecond: n } }),
    [0.001, 10_000],
    [0.0009, 10_001],
  ],
  [
    'burst',
    'actions',
    (n: number) => http({ limits: { perSecond: 1, burst: n } }),
    [1, 10_000],
    [0, 10_001, 1.5],
  ],
  ['concurrency', 'actions', (n: number) => http({ limits: { concurrency: n } }), [1, 500], [0, 501, 1.5]],
  ['name of a result', 'actions', (s: string) => event({ result: { [s]: 'x' } }), ['a'], ['']],
  ['place of a result', 'actions', (s: string) => event({ result: { a: s } }), ['x'], ['']],
  ['header of auth', 'actions', (s: string) => http({ auth: { type: 'bearer', token: s } }), ['x'], ['']],
  ['poolSize', 'database', (n: number) => postgres({ poolSize: n }), [1, 20], [0, 21, 1.5]],
  [
    'name of a key',
    'database',
    (n: number) => table({ sortKey: { name: letters(n), type: 'S' } }),
    [1, 255],
    [0, 256],
  ],
  ['source', 'events', (n: number) => bus({ source: letters(n) }), [1, 256], [0, 257]],
  ['detailType', 'events', (n: number) => bus({}, { detailType: letters(n) }), [1, 128], [0, 129]],
  ['topic of Kafka', 'events', (n: number) => kafka({}, letters(n)), [1, 249], [0, 250]],
  ['brokers', 'events', (brokers: string[]) => kafka({ brokers }), [['h:1']], [[], ['h'], ['h:1', ':2']]],
  ['url', 'events', (url: string) => redis({ url }), ['redis://h', 'rediss://h'], ['http://h', 'h']],
  ['ca', 'events', (ca: string) => redis({ ca }), [PEM], ['pem']],
  ['ca', 'events', (url: string) => redis({ url, ca: PEM }), ['rediss://h'], ['redis://h']],
  ['stream', 'events', (n: number) => redis({}, { stream: letters(n) }), [1, 1024], [0, 1025]],
  [
    'maxLength',
    'events',
    (n: number) => redis({}, { stream: 's', maxLength: n }),
    [1, 1e9],
    [0, 1.5, 1e9 + 1],
  ],
  ['servers', 'events', (servers: string[]) => nats({ servers }), [['h']], [[], ['http://h']]],
  [
    'exchange',
    'events',
    (n: number) => rabbitmq({ exchange: letters(n), routingKey: 'r' }),
    [1, 255],
    [0, 256],
  ],
  ['routingKey', 'events', (n: number) => rabbitmq({ routingKey: letters(n) }), [0, 255], [256]],
  ['name of a topic', 'events', (n: number) => topic(letters(n)), [1, 128], [0, 129]],
  ['prefix', 'storage', (n: number) => s3({ prefix: letters(n) }), [0, 512], [513]],
  ['bucket', 'storage', (n: number) => s3({ bucket: letters(n) }), [3, 63], [2, 64]],
];

test.each(BOUNDS)('a config bounds %s', (_what, namespace, of, fine, refused) => {
  const verdicts = (values: unknown[]) =>
    values.map((value) => refusal(namespace, of(value as never)) === '');
  expect(verdicts(fine)).toEqual(fine.map(() => true));
  expect(verdicts(refused)).toEqual(refused.map(() => false));
});

test.each<[string, string, object, string]>([
  ['a burst without a rate', 'actions', http({ limits: { burst: 1 } }), 'limits.burst: says nothing without'],
  [
    'a wait of an express machine',
    'workflows',
    machine({ type: 'express', wait: 'poll' }),
    'wait: is for standard state machines',
  ],
  [
    'a message without words',
    'notifications',
    channels({ messages: { m: { email: { subject: 's' } } } }),
    'needs html',
  ],
  [
    'a query that is not a text in raw',
    'database',
    postgres({ events: { e: { operation: 'rw' } } }),
    'operation',
  ],
])('a config refuses %s', (_what, namespace, resource, message) => {
  expect(refusal(namespace, resource)).toContain(message);
});

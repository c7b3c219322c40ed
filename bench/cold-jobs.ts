import type { Config, EnvConfig } from '../contract/config.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { asRecord } from '../contract/plain-data.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;

/** A secret that does not exist: a provider that is loaded and asks for it ends there, without a word to the network. */
const NONE = '$Secret{NONE}';

const words = {
  email: { subject: 'Cold', text: 'Cold.' },
  sms: { body: 'Cold' },
  push_notification: { title: 'Cold', body: 'Cold' },
};

const resources: EnvConfig = {
  actions: {
    http: {
      provider: 'http',
      baseUrl: 'http://127.0.0.1:1',
      auth: { type: 'bearer', token: NONE },
      events: { call: { method: 'POST', path: '/' } },
    },
    lambda: { provider: 'lambda', functionArn: arn('lambda', 'function:cold') },
  },
  workflows: { states: { provider: 'step-functions', stateMachineArn: arn('states', 'stateMachine:cold') } },
  notifications: {
    smtp: {
      provider: 'channels',
      email: { transport: 'smtp', url: NONE, from: 'a@b.c' },
      messages: { m: words },
    },
    ses: {
      provider: 'channels',
      email: { transport: 'ses', identityArn: arn('ses', 'identity/b.c'), from: 'a@b.c' },
      messages: { m: words },
    },
    sns: { provider: 'channels', sms: { transport: 'sns' }, messages: { m: words } },
    fcm: { provider: 'channels', push: { transport: 'fcm', serviceAccount: NONE }, messages: { m: words } },
    expo: { provider: 'channels', push: { transport: 'expo', accessToken: NONE }, messages: { m: words } },
  },
  storage: {
    s3: { provider: 's3', bucket: 'cold', credentials: { accessKeyId: NONE, secretAccessKey: NONE } },
  },
  events: {
    sqs: { provider: 'sqs', topics: { t: { queueArn: NONE } } },
    sns: { provider: 'sns', topics: { t: { topicArn: NONE } } },
    eventbridge: {
      provider: 'eventbridge',
      busArn: arn('events', 'event-bus/cold'),
      source: 'cold',
      topics: { t: { detailType: 'Cold' } },
    },
    kinesis: { provider: 'kinesis', topics: { t: { streamArn: arn('kinesis', 'stream/cold') } } },
    kafka: {
      provider: 'kafka',
      brokers: ['127.0.0.1:1'],
      sasl: { mechanism: 'PLAIN', username: NONE, password: NONE },
      topics: { t: { topic: 'cold' } },
    },
    rabbitmq: { provider: 'rabbitmq', url: NONE, topics: { t: { routingKey: 'cold' } } },
    nats: {
      provider: 'nats',
      servers: ['127.0.0.1:1'],
      auth: { token: NONE },
      topics: { t: { subject: 'cold' } },
    },
    'redis-streams': { provider: 'redis-streams', url: NONE, topics: { t: { stream: 'cold' } } },
  },
  database: {
    postgres: { provider: 'postgres', url: NONE },
    mysql: { provider: 'mysql', url: NONE },
    mongodb: { provider: 'mongodb', url: NONE, database: 'cold' },
    'data-api': {
      provider: 'data-api',
      clusterArn: arn('rds', 'cluster:cold'),
      secretArn: arn('secretsmanager', 'secret:cold'),
      database: 'cold',
      engine: 'postgres',
    },
    dynamodb: {
      provider: 'dynamodb',
      tables: { t: { tableArn: arn('dynamodb', 'table/cold'), partitionKey: { name: 'id', type: 'S' } } },
    },
  },
  graphs: {
    neo4j: { provider: 'neo4j', url: 'bolt://127.0.0.1:1', username: 'a', password: NONE },
    neptune: {
      provider: 'neptune',
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      databaseArn: arn('neptune-db', 'c/database'),
    },
  },
};

export const coldConfig: Config = { products: { bench: { envs: { dev: resources } } } };

const row = { operation: 'insert', input: { table: 't', data: { id: 'a' } } };
const node = { operation: 'createNode', input: { labels: ['A'], properties: { a: 1 } } };
const inputs: Record<string, object> = {
  smtp: { email: { recipients: ['a@b.c'] } },
  ses: { email: { recipients: ['a@b.c'] } },
  sns: { sms: { recipients: ['+4915112345678'], body: {} } },
  fcm: { push_notification: { device_tokens: ['d'], title: {}, body: {} } },
  expo: { push_notification: { device_tokens: ['d'], title: {}, body: {} } },
};

/** What is dispatched to each resource of {@link coldConfig}. */
const BODIES: Record<Namespace, (tag: string) => object> = {
  actions: (app) => ({ app, event: 'call', input: {} }),
  workflows: (workflow) => ({ workflow, input: {} }),
  notifications: (notification) => ({ notification, event: 'm', input: inputs[notification] ?? {} }),
  storage: (storage) => ({ storage, operation: 'remove', input: { fileName: 'a' } }),
  events: (broker) => ({ broker, event: 't', input: { message: 'cold' } }),
  database: (database) => ({ database, ...row }),
  graphs: (graph) => ({ graph, ...node }),
};

/** A job for each provider, by namespace and resource. */
export const COLD_JOBS: Record<string, { namespace: Namespace; body: object }> = Object.fromEntries(
  Object.entries(BODIES).flatMap(([namespace, body]) =>
    Object.keys(asRecord(Reflect.get(resources, namespace))).map((tag) => [
      `${namespace} ${tag}`,
      { namespace: namespace as Namespace, body: body(tag) },
    ]),
  ),
);

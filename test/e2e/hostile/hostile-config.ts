import type { Config, EnvConfig } from '../../../contract/config.ts';

/** A port on which nothing listens. */
const NOWHERE = '127.0.0.1:9';

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const table = (name: string) => ({
  tableArn: arn('dynamodb', `table/${name}`),
  partitionKey: { name: 'id', type: 'S' } as const,
});
const post = (path: string) => ({ method: 'POST', path }) as const;

/** One product's resources, one of each provider, whose names in AWS begin with the product's. */
function envOf(product: string, app: string, mail: number, paths: readonly string[]): EnvConfig {
  const token = `$Secret{${product.toUpperCase()}_TOKEN}`;
  const definition = { StartAt: 'Done', States: { Done: { Type: 'Pass', End: true } } };
  return {
    actions: {
      [`${product}-app`]: {
        provider: 'http',
        baseUrl: app,
        auth: { type: 'bearer', token },
        events: {
          ...Object.fromEntries(paths.map((path) => [path, post(`/${path}`)])),
          by_id: { method: 'GET', path: '/items/:id/parts/:part' },
          form: { ...post('/echo'), body: 'form' },
          xml: { ...post('/echo'), body: 'xml' },
        },
      },
    },
    workflows: {
      [`${product}-machine`]: {
        provider: 'step-functions',
        stateMachineArn: arn('states', `stateMachine:${product}`),
        type: 'express',
        local: { definition },
      },
    },
    notifications: {
      [`${product}-bulletins`]: {
        provider: 'channels',
        email: { transport: 'smtp', url: `smtp://127.0.0.1:${mail}`, from: `${product}@example.com` },
        push: { transport: 'expo', endpoint: app, accessToken: token },
        callback: { url: `${app}/callbacks/:id` },
        messages: {
          hello: {
            email: { subject: 'Hello {{name}}', html: '<p>{{name}}</p>' },
            push_notification: { title: '{{name}}', body: '{{name}}' },
            callback: { body: { name: '{{name}}' } },
          },
        },
      },
    },
    storage: {
      [`${product}-files`]: { provider: 's3', bucket: 'shared-files', prefix: product },
    },
    events: {
      [`${product}-queue`]: {
        provider: 'sqs',
        topics: { made: { queueArn: arn('sqs', `${product}-made`) } },
      },
      [`${product}-topic`]: {
        provider: 'sns',
        topics: { made: { topicArn: arn('sns', `${product}-made`) } },
      },
      [`${product}-bus`]: {
        provider: 'eventbridge',
        busArn: arn('events', `event-bus/${product}`),
        source: product,
        topics: { made: { detailType: 'made' } },
      },
      [`${product}-nats`]: { provider: 'nats', servers: [NOWHERE], topics: { made: { subject: 'made' } } },
    },
    database: {
      [`${product}-ledger`]: {
        provider: 'dynamodb',
        tables: { entries: table(`${product}-ledger`) },
        events: {
          close: {
            operation: 'update',
            input: { table: 'entries', where: { id: '{{id}}' }, data: { state: 'closed' } },
          },
        },
      },
      [`${product}-sql`]: { provider: 'postgres', url: `postgres://${NOWHERE}/${product}`, ssl: 'disable' },
      [`${product}-mongo`]: { provider: 'mongodb', url: `mongodb://${NOWHERE}/`, database: product },
    },
    graphs: {
      [`${product}-graph`]: { provider: 'neo4j', url: `bolt://${NOWHERE}` },
    },
    inputSecrets: [`${product.toUpperCase()}_WORD`],
  };
}

/** Two products that share a bucket and an account, and one whose jobs must not notice. */
export function hostileConfig(app: string, mail: number, paths: readonly string[]): Config {
  const of = (product: string) => envOf(product, app, mail, paths);
  return {
    products: {
      shop: { envs: { dev: of('shop'), prd: of('shop') } },
      evil: { envs: { dev: of('evil') } },
      calm: {
        envs: {
          dev: { actions: { app: { provider: 'http', baseUrl: app, events: { tick: post('/ok') } } } },
        },
      },
    },
  };
}

/** The values of the secrets; none is a word that stands anywhere else. */
export const SECRETS = {
  SHOP_TOKEN: 'shop-Vq8xLw2RbT7mNk4c',
  SHOP_WORD: 'shop-word-Hd93jKsPq0Zu',
  EVIL_TOKEN: 'evil-Yt5rFv6GbN1mQa8s',
  EVIL_WORD: 'evil-word-Lk27hGfDs9Xc',
};

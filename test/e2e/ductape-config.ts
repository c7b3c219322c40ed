import type { Config, EnvConfig } from '../../contract/config.ts';

/** Where the things are that Ductape's examples reach. */
export interface Places {
  app: string;
  mail: number;
  graph: string;
}

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const post = (path: string) => ({ method: 'POST', path }) as const;
const table = (name: string, partitionKey: string) => ({
  tableArn: arn('dynamodb', `table/${name}`),
  partitionKey: { name: partitionKey, type: 'S' } as const,
});

/** The resources that the documented examples name, by today's names, for every product and env they use. */
export function ductapeConfig({ app, mail, graph }: Places): Config {
  const http = (...events: string[]) =>
    ({
      provider: 'http',
      baseUrl: app,
      events: Object.fromEntries(events.map((event) => [event, post(`/${event}`)])),
    }) as const;
  const mails = { transport: 'smtp', url: `smtp://127.0.0.1:${mail}`, from: 'shop@example.com' } as const;
  const machine = (name: string) =>
    ({
      provider: 'step-functions',
      stateMachineArn: arn('states', `stateMachine:${name}`),
      wait: 'poll',
      local: { definition: { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } } },
    }) as const;
  const env: EnvConfig = {
    actions: {
      'email-service': http('send_welcome_email', 'send_email'),
      'payment-service': http('process_payment', 'charge_card'),
      'campaign-service': http('send_campaign'),
      'sync-service': http('sync_data'),
      'salesforce-connector': http('sync_contacts'),
      'api-client': http('fetch_data'),
      'notification-service': http('send_push'),
      'stripe-service': http('create_subscription'),
    },
    workflows: {
      generate_daily_report: machine('report'),
      check_campaign_performance: machine('campaign'),
    },
    notifications: {
      'user-emails': {
        provider: 'channels',
        email: mails,
        messages: {
          send_welcome: { email: { subject: 'Welcome', text: 'Welcome to the shop.' } },
          weekly_inactive_reminder: { email: { subject: 'Week {{weekNumber}}', text: 'We miss you.' } },
        },
      },
      'digest-emails': {
        provider: 'channels',
        email: mails,
        messages: { daily_digest: { email: { subject: 'Digest', text: 'For {{userId}} on {{date}}.' } } },
      },
      'push-notifications': {
        provider: 'channels',
        push: { transport: 'expo', endpoint: app },
        messages: { event_reminder: { push_notification: { title: '{{text}}', body: '{{text}}' } } },
      },
    },
    storage: {
      'temp-storage': {
        provider: 's3',
        bucket: 'temp-storage',
        events: { cleanup_temp: { operation: 'cleanup' } },
      },
    },
    events: {
      'kafka-main': {
        provider: 'sns',
        topics: { order_created: { topicArn: arn('sns', 'order-created') } },
      },
      'sqs-main': { provider: 'sqs', topics: { process_queue: { queueArn: arn('sqs', 'process-queue') } } },
    },
    database: {
      'inventory-db': { provider: 'dynamodb', tables: { sync_logs: table('sync-logs', 'sync_type') } },
      'main-db': {
        provider: 'dynamodb',
        tables: { batches: table('batches', 'id'), dead_letter_queue: table('dead-letter-queue', 'job_id') },
        events: {
          process_batch: {
            operation: 'upsert',
            input: { table: 'batches', data: { id: '{{batch_id}}', state: 'done' }, conflictKeys: ['id'] },
          },
        },
      },
      'analytics-db': { provider: 'dynamodb', tables: { export_jobs: table('export-jobs', 'export_date') } },
      'sessions-db': { provider: 'dynamodb', tables: { sessions: table('sessions', 'id') } },
    },
    graphs: {
      social: {
        provider: 'neptune',
        endpoint: graph,
        region: 'us-east-1',
        databaseArn: arn('neptune-db', 'cluster-X/database'),
      },
    },
  };
  const products = ['my-app', 'billing', 'marketing', 'reports', 'sync', 'operations', 'analytics'];
  return { products: Object.fromEntries(products.map((product) => [product, { envs: { prd: env } }])) };
}

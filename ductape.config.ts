import { defineConfig } from './core/config/define-config.ts';

/** The sample: one product whose resources the embedded cloud and the sample app provide. */
export default defineConfig({
  products: {
    shop: {
      envs: {
        dev: {
          actions: {
            payments: {
              provider: 'http',
              baseUrl: 'http://127.0.0.1:4610',
              events: {
                charge: { method: 'POST', path: '/payments' },
                flaky: { method: 'POST', path: '/flaky' },
                receipt: { method: 'GET', path: '/payments/:id' },
              },
            },
          },
          events: {
            orders: {
              provider: 'sqs',
              topics: { order_created: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders' } },
            },
            news: {
              provider: 'sns',
              topics: { published: { topicArn: 'arn:aws:sns:us-east-1:000000000000:news' } },
            },
          },
          storage: {
            files: {
              provider: 's3',
              bucket: 'shop-files',
              events: {
                cleanup_temp: { operation: 'cleanup', input: { patterns: ['*.tmp'], olderThanHours: 24 } },
              },
            },
          },
          database: {
            ledger: {
              provider: 'dynamodb',
              tables: {
                entries: {
                  tableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/ledger-entries',
                  partitionKey: { name: 'id', type: 'S' },
                },
              },
            },
          },
        },
      },
    },
  },
});

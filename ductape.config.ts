import { defineConfig } from './contract/config.ts';

/** The sample: one product whose resources the embedded cloud and `examples/` provide. */
export default defineConfig({
  products: {
    shop: {
      envs: {
        dev: {
          actions: {
            payments: {
              provider: 'http',
              baseUrl: 'http://127.0.0.1:4610',
              auth: { type: 'bearer', token: '$Secret{PAYMENTS_TOKEN}' },
              events: {
                charge: { method: 'POST', path: '/payments', result: { payment: 'payment' } },
                flaky: { method: 'POST', path: '/flaky' },
                receipt: { method: 'GET', path: '/payments/:id' },
              },
            },
          },
          workflows: {
            daily_report: {
              provider: 'step-functions',
              stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:daily-report',
              wait: 'event',
              local: {
                definition: {
                  StartAt: 'Summarize',
                  States: {
                    Summarize: {
                      Type: 'Task',
                      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:summarize',
                      ResultPath: '$.summary',
                      Next: 'Settle',
                    },
                    Settle: { Type: 'Wait', Seconds: 1, Next: 'Done' },
                    Done: { Type: 'Succeed' },
                  },
                },
              },
            },
            summarize: {
              provider: 'lambda',
              functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:summarize',
              local: { handler: 'examples/functions/summarize.ts' },
            },
          },
          notifications: {
            'user-emails': {
              provider: 'channels',
              email: { transport: 'smtp', url: 'smtp://127.0.0.1:4611', from: 'Shop <shop@example.com>' },
              messages: {
                daily_digest: {
                  email: {
                    subject: 'Your day, {{name}}',
                    html: '<p>Hello {{name}}, this is {{date}}.</p>',
                    text: 'Hello {{name}}, this is {{date}}.',
                  },
                },
              },
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
          events: {
            orders: {
              provider: 'sqs',
              topics: { order_created: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders' } },
            },
            announcements: {
              provider: 'sns',
              topics: { published: { topicArn: 'arn:aws:sns:us-east-1:000000000000:announcements' } },
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
              events: {
                close_batch: {
                  operation: 'update',
                  input: { table: 'entries', where: { id: '{{batch_id}}' }, data: { state: 'closed' } },
                },
              },
            },
          },
          graphs: {
            social: {
              provider: 'neptune',
              endpoint: 'http://127.0.0.1:4612',
              region: 'us-east-1',
              databaseArn: 'arn:aws:neptune-db:us-east-1:000000000000:cluster-SAMPLE/database',
            },
          },
          inputSecrets: [],
        },
      },
    },
  },
});

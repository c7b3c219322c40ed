import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { unlogged } from '../../lambdas/own-clients.ts';

test.each([DynamoDBClient, SQSClient, SchedulerClient])(
  '%p has the middleware of logs under the name that is taken away',
  (Client) => {
    const client = new Client({ region: 'us-east-1' });
    const names = () => client.middlewareStack.identify().filter((name) => name.includes('loggerMiddleware'));
    expect(names()).toHaveLength(1);
    expect(unlogged(client)).toBe(client);
    expect(names()).toEqual([]);
  },
);

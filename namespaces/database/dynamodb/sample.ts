import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import type { SampleAt } from '../../shared/sample.ts';

/** A resource of the provider `dynamodb` and a run of it. */
export const sample: SampleAt<DynamoDbDatabase> = () => ({
  resource: {
    provider: 'dynamodb',
    tables: {
      orders: {
        tableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/orders',
        partitionKey: { name: 'id', type: 'S' },
      },
    },
  },
  target: { operation: 'insert' },
  input: { table: 'orders', data: { id: 'a' } },
  secrets: {},
});

import { dynamoDbDatabase, postgresDatabase } from './databases.ts';
import { hasTransactions } from './engines.ts';
import { describeOperations } from './operations.ts';

describe('the operations on PostgreSQL', () => {
  describeOperations({ start: postgresDatabase, atomic: true, returning: true });
});

describe('the operations on DynamoDB', () => {
  describeOperations({ start: () => dynamoDbDatabase(), atomic: hasTransactions, returning: true });
});

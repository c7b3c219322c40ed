import { describeAgreement } from './agreement.ts';
import { dataApiDatabase } from './data-api-server.ts';
import { dynamoDbDatabase, postgresDatabase } from './databases.ts';

describe.each([
  ['PostgreSQL', postgresDatabase],
  ['PostgreSQL by the Data API', dataApiDatabase],
  ['DynamoDB', () => dynamoDbDatabase()],
  ['the fallback for DynamoDB', () => dynamoDbDatabase('dynalite')],
])('%s', (_name, start) => describeAgreement(start));

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { defined } from '../contract/plain-data.ts';
import { Env } from './environment.ts';
import { clientSettings } from './worker-clock.ts';

/** A client of the DynamoDB that has the scheduler's table, with the function's own credentials. */
export function tableClient(): DynamoDBClient {
  const endpoint = process.env[Env.tableEndpoint];
  return new DynamoDBClient({ ...clientSettings(), ...defined({ endpoint }) });
}

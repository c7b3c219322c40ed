import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from '../adapters/aws/client-settings.ts';
import { Env } from './environment.ts';

/** A client of the DynamoDB that has the scheduler's table, with the function's own credentials. */
export function tableClient(): DynamoDBClient {
  const endpoint = process.env[Env.tableEndpoint];
  return new DynamoDBClient({ ...CLIENT_SETTINGS, ...(endpoint !== undefined && { endpoint }) });
}

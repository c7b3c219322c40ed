import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { completed, type Example, expectThat } from '../example.ts';

/** A row, written by an operation and changed by a named action of the config. */
export const database: Example = async ({ ductape, cloud, aws }) => {
  const written = await ductape.database.dispatch({
    database: 'ledger',
    operation: 'upsert',
    input: {
      table: 'entries',
      data: { id: 'batch_123', state: 'open', at: '$Now()' },
      conflictKeys: ['id'],
    },
  });
  await completed(ductape, written.job_id);
  const closed = await ductape.database.dispatch({
    database: 'ledger',
    event: 'close_batch',
    input: { query: {}, data: { batch_id: 'batch_123' } },
  });
  await completed(ductape, closed.job_id);
  const dynamoDb = new DynamoDBClient({ ...aws, endpoint: cloud.endpoints.dynamoDb });
  const { Item: item } = await dynamoDb.send(
    new GetItemCommand({ TableName: 'ledger-entries', Key: { id: { S: 'batch_123' } } }),
  );
  dynamoDb.destroy();
  expectThat('a closed batch', item?.['state']?.S === 'closed' && item['at']?.N !== undefined, item);
  return `the table holds ${JSON.stringify(item)}`;
};

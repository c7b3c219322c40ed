import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createTable, startDynamoDb, startPortable } from '../../local/engines/dynamodb.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import { STREAM_TABLE, streamTable } from './stream-table.ts';

/** Starts an engine in this process and writes ten items side by side without an end, a line for each write that was answered. */
const [kind, directory = ''] = process.argv.slice(2);
const engine = await (kind === 'portable' ? startPortable : startDynamoDb)(directory);
await createTable(engine.endpoint, STREAM_TABLE, streamTable());
const client = new DynamoDBClient({
  endpoint: engine.endpoint,
  region: LOCAL.region,
  credentials: LOCAL_CREDENTIALS,
});
await Promise.all(
  Array.from({ length: 10 }, async (_, item) => {
    for (let n = 1; ; n += 1) {
      const Item = { pk: { S: `item ${item}` }, sk: { S: 'ROW' }, n: { N: String(n) } };
      await client.send(new PutItemCommand({ TableName: STREAM_TABLE, Item }));
      process.stdout.write(`${item} ${n}\n`);
    }
  }),
);

import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Stack } from '../../../local/stack.ts';
import { startSources } from '../../../local/start-sources.ts';
import { startFed } from './fed-function.ts';

/** A cloud in this process that writes items numbered from `first` on, a line for each write that was answered, until it is killed. */
const [directory = '', file = '', first = ''] = process.argv.slice(2);
const stack = new Stack();
const { parts, engine } = await startFed(directory, file, stack);
await startSources(parts, stack);
const access = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const client = new DynamoDBClient({ endpoint: engine.endpoint, ...access });
const [table] = parts.blueprint.tables;
for (let n = Number(first); ; n += 1) {
  const Item = { pk: { S: `item ${n % 7}` }, sk: { S: 'ROW' }, n: { N: String(n) } };
  await client.send(new PutItemCommand({ TableName: table?.name, Item }));
  process.stdout.write(`${n}\n`);
}

import { mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
  type StreamSpecification,
  type TableDescription,
  UpdateTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { listenOnLoopback } from '../lambda/loopback.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../names.ts';
import type { Engine, EngineWatch } from '../stack.ts';
import { hiddenAddress } from './hidden-address.ts';
import { nativeBinary, startNative } from './native-dynamodb.ts';
import { addStreams } from './portable-streams.ts';
import { StreamLog } from './stream-log.ts';

const UNWATCHED: EngineWatch = { log: () => undefined, failed: () => undefined };

/**
 * Starts DynamoDB on the files of `directory`: the native engine where it is installed and can be hidden from web pages,
 * whose every call it would answer, else the JavaScript one.
 */
export async function startDynamoDb(directory: string, watch = UNWATCHED): Promise<Engine> {
  mkdirSync(directory, { recursive: true });
  const binary = nativeBinary();
  const address = binary && (await hiddenAddress());
  return binary && address
    ? await startNative(binary, directory, address, watch)
    : await startPortable(directory);
}

/** How long a table may take to be there, and how often it is looked for, seconds. */
const TABLE_WAIT = { maxWaitTime: 10, minDelay: 0.05, maxDelay: 1 };

/**
 * Creates a table unless it is there, and waits until it can be used; properties that only AWS understands are left out. Its
 * stream becomes what is asked for, also of a table that is there: records of a stream of another kind are lost.
 * @throws Error for a table that is there with other keys or indexes: it would be read wrongly
 */
export async function createTable(
  endpoint: string,
  name: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS });
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, StreamSpecification } =
    properties as unknown as CreateTableCommandInput;
  const creation = new CreateTableCommand({
    TableName: name,
    KeySchema,
    AttributeDefinitions,
    GlobalSecondaryIndexes,
    BillingMode: 'PAY_PER_REQUEST',
  });
  try {
    await client.send(creation).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) throw error;
    });
    await waitUntilTableExists({ client, ...TABLE_WAIT }, { TableName: name });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const [asked, there] = [creation.input, Table ?? {}].map(shapeOf);
    if (asked !== there) {
      throw new Error(
        `the data hold a table ${name} with other keys or indexes (${there}) than asked for (${asked}): begin with another --data`,
      );
    }
    for (const change of streamChanges(Table?.StreamSpecification, StreamSpecification)) {
      await client.send(new UpdateTableCommand({ TableName: name, StreamSpecification: change }));
    }
  } finally {
    client.destroy();
  }
}

/** What makes of the stream that is there the one that is asked for; a stream that is there cannot become one of another kind. */
function streamChanges(
  there: StreamSpecification | undefined,
  asked: StreamSpecification | undefined,
): StreamSpecification[] {
  const [from, to] = [there, asked].map((stream) => stream?.StreamViewType);
  if (from === to) return [];
  return [
    ...(from ? [{ StreamEnabled: false }] : []),
    ...(to ? [{ StreamEnabled: true, StreamViewType: to }] : []),
  ];
}

/** The keys of a table and of its indexes, as one text. */
function shapeOf({
  KeySchema = [],
  GlobalSecondaryIndexes = [],
}: TableDescription | CreateTableCommandInput): string {
  const keysOf = (keys: readonly KeySchemaElement[] = []) =>
    keys
      .map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`)
      .sort()
      .join(', ');
  const indexes = GlobalSecondaryIndexes.map(
    ({ IndexName, KeySchema }) => `${IndexName}: ${keysOf(KeySchema)}`,
  );
  return [keysOf(KeySchema), ...indexes.sort()].join('; ');
}

/** The JavaScript engine, which is slower, and has neither transactions nor PartiQL; its streams are made before it. */
export async function startPortable(directory: string): Promise<Engine> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ path: join(directory, 'dynalite'), createTableMs: 0 });
  await mkdir(directory, { recursive: true });
  const log = new StreamLog(join(directory, 'streams.db'));
  await addStreams(server, log);
  const port = await listenOnLoopback(server, 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) =>
        server.close(() => {
          log.close();
          resolve();
        }),
      ),
  };
}

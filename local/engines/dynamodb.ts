import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { listenOnLoopback } from '../lambda/loopback.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../names.ts';
import { type Address, hiddenAddress } from './hidden-address.ts';

/** A running engine. */
export interface Engine {
  endpoint: string;
  stop(): Promise<void>;
}

/** Looks, 20 ms apart: not a time, as the bundling beside it holds this process up for as long as the machine is busy. */
const LOOKS_MAX = 500;

/**
 * Starts DynamoDB on the files of `directory`: the native engine where it is installed and can be hidden from web pages,
 * whose every call it would answer, else the JavaScript one.
 */
export async function startDynamoDb(directory: string): Promise<Engine> {
  mkdirSync(directory, { recursive: true });
  const binary = nativeBinary();
  const address = binary && (await hiddenAddress());
  return binary && address ? await startNative(binary, directory, address) : await startPortable(directory);
}

/** How long a table may take to be there, and how often it is looked for, seconds. */
const TABLE_WAIT = { maxWaitTime: 10, minDelay: 0.05, maxDelay: 1 };

/** Creates a table unless it is there, and waits until it can be used; properties that only AWS understands are left out. */
export async function createTable(
  endpoint: string,
  name: string,
  properties: Record<string, unknown>,
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS });
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } =
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
  } finally {
    client.destroy();
  }
}

function nativeBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    );
    const binary = join(manifest, '..', 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

async function startNative(binary: string, directory: string, { host, port }: Address): Promise<Engine> {
  const args = ['serve', '--host', host, '--port', String(port), '--db-path', join(directory, 'dynamodb.db')];
  // The shell ends the engine when our end of its input closes, so it does not outlive a killed parent.
  const script = '"$0" "$@" & cat >/dev/null; kill $!; wait';
  const child = spawn('/bin/sh', ['-c', script, binary, ...args], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // It needs none of the secrets that this process's environment may hold.
    env: { PATH: process.env['PATH'] },
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const endpoint = `http://${host}:${port}`;
  await answers(endpoint);
  return {
    endpoint,
    stop: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

/** The JavaScript engine, which is slower, and has neither transactions nor PartiQL. */
export async function startPortable(directory: string): Promise<Engine> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ path: join(directory, 'dynalite'), createTableMs: 0 });
  const port = await listenOnLoopback(server, 0);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answers(endpoint: string): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
      return;
    } catch (cause) {
      if (looks === LOOKS_MAX) throw new Error('DynamoDB did not start', { cause });
      await sleep(20);
    }
  }
}

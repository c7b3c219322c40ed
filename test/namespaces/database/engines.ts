import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { freePort } from '../../../bench/programs.ts';
import { untilDone } from '../../until.ts';

export interface Engine {
  url: string;
  stop(): Promise<void>;
}

/** PostgreSQL in a child process. */
export async function startPostgres(): Promise<Engine> {
  const script = join(import.meta.dirname, 'pglite-server.ts');
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await firstLine(child);
  return { url: `postgres://postgres:postgres@127.0.0.1:${port}/postgres`, stop: () => kill(child) };
}

const binary = join(process.cwd(), 'node_modules/@dynoxide/linux-x64/dynoxide');

/** Whether `startDynamoDb` starts an engine with transactions and PartiQL, which dynalite has not. */
export const hasTransactions = process.platform === 'linux' && process.arch === 'x64' && existsSync(binary);

/** DynamoDB: the dynoxide binary where it is installed, else dynalite. */
export async function startDynamoDb(kind: 'best' | 'dynalite' = 'best'): Promise<Engine> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  if (kind === 'dynalite' || !hasTransactions) {
    const dynalite = createRequire(import.meta.url)('dynalite') as (options: object) => Server;
    const server = dynalite({ createTableMs: 0 });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
    return { url, stop };
  }
  const folder = await mkdtemp(join(tmpdir(), 'database-test-'));
  const args = ['serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', join(folder, 'db')];
  const child = spawn(binary, args, { stdio: 'ignore' });
  await answers(url);
  const stop = async () => {
    await kill(child);
    await rm(folder, { recursive: true });
  };
  return { url, stop };
}

/** A client of the test's own, to see what a run did. */
export function dynamoDbClient(url: string, region = 'eu-west-1'): DynamoDBClient {
  return new DynamoDBClient({
    endpoint: url,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

/** Lets clients that find their endpoint by themselves find this one. */
export function pointTo(url: string): void {
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = url;
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the engine ended with ${code}`)));
    child.stdout?.once('data', (data: Buffer) => resolve(String(data).trim()));
  });
}

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

async function answers(url: string): Promise<void> {
  const client = dynamoDbClient(url);
  await untilDone('the engine to answer', () => client.send(new ListTablesCommand({})));
  client.destroy();
}

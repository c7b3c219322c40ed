import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startMailCatcher } from '../../../examples/mail-catcher.ts';
import { startCloud } from '../../../local/cloud.ts';
import { Stack } from '../../../local/stack.ts';
import { PATHS, startHostileApp } from './hostile-app.ts';
import { hostileConfig, SECRETS } from './hostile-config.ts';

const BUCKET = 'shared-files';
const own = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** An embedded cloud with an enemy's product beside one that holds something, and one whose jobs must not notice. */
export async function startHostileWorld() {
  const stack = new Stack();
  const app = await stack.add(startHostileApp());
  const mail = await stack.add(startMailCatcher(0));
  const dataDirectory = await mkdtemp(join(tmpdir(), 'hostile-'));
  const log: string[] = [];
  const cloud = await stack.add(
    startCloud({
      config: hostileConfig(app.url, mail.port, PATHS),
      dataDirectory,
      secrets: SECRETS,
      log: (line) => void log.push(line),
    }),
  );
  const kept = await keep(cloud.endpoints);
  return {
    app,
    cloud,
    log,
    kept,
    stop: async () => {
      await stack.unwind();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Puts something into what belongs to `shop`, and tells later what is there. */
async function keep(endpoints: { dynamoDb: string; messaging: string }) {
  const dynamoDb = new DynamoDBClient({ ...own, endpoint: endpoints.dynamoDb });
  const s3 = new S3Client({ ...own, endpoint: endpoints.messaging, forcePathStyle: true });
  const item = { id: { S: 'kept' }, state: { S: 'open' } };
  await dynamoDb.send(new PutItemCommand({ TableName: 'shop-ledger', Item: item }));
  for (const Key of ['shop/secret.txt', 'shop2/secret.txt', 'evil2/secret.txt', 'secret.txt']) {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: `kept in ${Key}` }));
  }
  return async () => {
    const { Items } = await dynamoDb.send(
      new ScanCommand({ TableName: 'shop-ledger', ConsistentRead: true }),
    );
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    const foreign = Contents.map(({ Key = '' }) => Key).filter((key) => !key.startsWith('evil/'));
    const texts = await Promise.all(
      foreign.map(async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
        return [Key, await Body?.transformToString()];
      }),
    );
    return { rows: Items, files: Object.fromEntries(texts) };
  };
}

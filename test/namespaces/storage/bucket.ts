import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import type { S3Storage } from '../../../contract/resources/storage.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { run } from '../../../namespaces/storage/run.ts';
import { runContext } from '../shared/run-context.ts';

/** Runs one operation on the storage. */
export function perform(
  resource: S3Storage,
  operation: keyof StorageOperations,
  input: Record<string, unknown>,
  context: RunContext = runContext(),
): Promise<unknown> {
  return run({ resource, target: { resource: 'files', operation }, input }, context);
}

/** A bucket seen with a client of the test's own. */
export class TestBucket {
  readonly name: string;
  readonly #client: S3Client;

  constructor(endpoint: string, name: string) {
    this.name = name;
    this.#client = new S3Client({ endpoint, forcePathStyle: true });
  }

  async create(): Promise<void> {
    await this.#client.send(new CreateBucketCommand({ Bucket: this.name }));
  }

  async put(key: string, body = 'x', more: { ContentType?: string; Metadata?: Record<string, string> } = {}) {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.name,
        Key: key,
        Body: body,
        ContentLength: Buffer.byteLength(body),
        ...more,
      }),
    );
  }

  async get(key: string) {
    const object = await this.#client.send(new GetObjectCommand({ Bucket: this.name, Key: key }));
    const text = (await object.Body?.transformToString()) ?? '';
    return { text, type: object.ContentType, metadata: object.Metadata };
  }

  /** All keys that begin with `prefix`, at most 1000. */
  async keys(prefix = ''): Promise<(string | undefined)[]> {
    const query = new ListObjectsV2Command({ Bucket: this.name, Prefix: prefix });
    const { Contents = [] } = await this.#client.send(query);
    return Contents.map(({ Key }) => Key);
  }
}

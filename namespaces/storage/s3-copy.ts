import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import type { StorageOperations } from '../../contract/dispatch.ts';
import type { Bucket } from './s3-bucket.ts';

/** The largest object that S3 copies in one request, bytes (API reference, CopyObject: 5 GB). */
const LARGEST_AT_ONCE = 5 * 1024 ** 3;
const PART_BYTES = 1024 ** 3;
const PARTS_AT_ONCE = 8;

/** Copies a file of any size within the store, with its type and metadata; `{from, to}`. */
export async function copy(bucket: Bucket, { from, to }: StorageOperations['copy']) {
  const key = bucket.prefix + from;
  const head = await bucket.client.send(
    new HeadObjectCommand({ Bucket: bucket.name, Key: key }),
    bucket.abort,
  );
  const size = head.ContentLength ?? 0;
  if (size > LARGEST_AT_ONCE) {
    await copyInParts(bucket, from, to, PART_BYTES);
  } else {
    await bucket.client.send(
      new CopyObjectCommand({
        Bucket: bucket.name,
        Key: bucket.prefix + to,
        CopySource: sourceOf(bucket, from),
      }),
      bucket.abort,
    );
  }
  return { from, to };
}

/** Copies a file in parts of `partBytes`, some at a time; what was begun is given up when one fails. */
export async function copyInParts(
  bucket: Bucket,
  from: string,
  to: string,
  partBytes: number,
): Promise<void> {
  const target = { Bucket: bucket.name, Key: bucket.prefix + to };
  const head = await bucket.client.send(
    new HeadObjectCommand({ Bucket: bucket.name, Key: bucket.prefix + from }),
    bucket.abort,
  );
  const kept = { ContentType: head.ContentType, Metadata: head.Metadata };
  const begun = await bucket.client.send(
    new CreateMultipartUploadCommand({ ...target, ...kept }),
    bucket.abort,
  );
  const upload = { ...target, UploadId: begun.UploadId };
  try {
    const size = head.ContentLength ?? 0;
    const numbers = Array.from({ length: Math.max(1, Math.ceil(size / partBytes)) }, (_, i) => i + 1);
    const parts: { PartNumber: number; ETag: string | undefined }[] = [];
    const copyPart = async (PartNumber: number) => {
      const first = (PartNumber - 1) * partBytes;
      const range = `bytes=${first}-${Math.min(size, first + partBytes) - 1}`;
      const command = { ...upload, PartNumber, CopySource: sourceOf(bucket, from), CopySourceRange: range };
      const { CopyPartResult: part } = await bucket.client.send(
        new UploadPartCopyCommand(command),
        bucket.abort,
      );
      return { PartNumber, ETag: part?.ETag };
    };
    while (numbers.length > 0) {
      parts.push(...(await Promise.all(numbers.splice(0, PARTS_AT_ONCE).map(copyPart))));
    }
    const complete = { ...upload, MultipartUpload: { Parts: parts } };
    await bucket.client.send(new CompleteMultipartUploadCommand(complete), bucket.abort);
  } catch (error) {
    await bucket.client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** The header is not encoded by the SDK, and S3 decodes it. */
function sourceOf(bucket: Bucket, file: string): string {
  return `${bucket.name}/${bucket.prefix}${file}`.split('/').map(encodeURIComponent).join('/');
}

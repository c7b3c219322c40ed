import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type HeadObjectCommandOutput,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { z } from 'zod';
import { ErrorCode } from '../../../contract/errors.ts';
import { Deferral, RunError } from '../../../core/errors/run-error.ts';
import { forget, isLate, notesOf, putAside } from '../notes.ts';
import { type Bucket, keyOf } from './bucket.ts';

/** At most this many are noted of one copy, and a note has room for that many ETags. */
const MOST_PARTS = 2000;
const PARTS_AT_ONCE = 8;

/** An upload under way: of which version of the source, and the ETags of the parts it has, from the first on. */
const upload = z.object({ id: z.string(), source: z.string(), parts: z.array(z.string()) });
type Upload = z.infer<typeof upload>;

/**
 * Copies a file in parts of at least `partBytes`, some at a time. When half of the attempt's time is over what is
 * copied is noted, and the run put aside. What was begun is given up when a part fails; of a job that is cancelled
 * while its run is put aside it stays until the bucket's lifecycle ends it.
 * @throws RunError `CONFLICT` when the source changes meanwhile
 */
export async function copyInParts(copying: Copying, partBytes: number): Promise<void> {
  const { bucket, head } = copying;
  const noted = await notesOf(bucket, upload);
  const resumed = noted?.source === head.ETag ? noted : undefined;
  if (noted && !resumed) await giveUp(copying, noted);
  const current = resumed ?? (await begin(copying));
  try {
    await copyRest(copying, current, Math.max(partBytes, Math.ceil((head.ContentLength ?? 0) / MOST_PARTS)));
  } catch (error) {
    if (error instanceof Deferral) throw error;
    await giveUp(copying, current);
    // It was completed, or ended by the bucket's lifecycle.
    if (resumed && nameOf(error) === 'NoSuchUpload') return await copyInParts(copying, partBytes);
    if (nameOf(error) === 'PreconditionFailed') {
      throw new RunError(ErrorCode.Conflict, `${copying.from} changed while it was copied`, { cause: error });
    }
    throw error;
  }
}

async function begin(copying: Copying): Promise<Upload> {
  const { bucket, head } = copying;
  const { ContentType, Metadata, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage } = head;
  const kept = { ContentType, Metadata, CacheControl, ContentDisposition, ContentEncoding, ContentLanguage };
  const command = new CreateMultipartUploadCommand({ ...endsOf(copying).target, ...kept });
  const { UploadId = '' } = await bucket.client.send(command, bucket.abort);
  return { id: UploadId, source: head.ETag ?? '', parts: [] };
}

async function copyRest(copying: Copying, { id, source, parts }: Upload, partBytes: number): Promise<void> {
  const { bucket, head } = copying;
  const count = Math.ceil((head.ContentLength ?? 0) / partBytes);
  while (parts.length < count) {
    const next = Array.from({ length: Math.min(PARTS_AT_ONCE, count - parts.length) }, (_, i) =>
      copyPart(copying, id, parts.length + i + 1, partBytes),
    );
    // A part that arrives after its upload was given up would stay.
    await Promise.allSettled(next);
    parts.push(...(await Promise.all(next)));
    if (parts.length < count && isLate(bucket)) await putAside(bucket, { id, source, parts });
  }
  const Parts = parts.map((ETag, i) => ({ PartNumber: i + 1, ETag }));
  const complete = { ...endsOf(copying).target, UploadId: id, MultipartUpload: { Parts } };
  await bucket.client.send(new CompleteMultipartUploadCommand(complete), bucket.abort);
}

async function copyPart(copying: Copying, id: string, number: number, partBytes: number): Promise<string> {
  const { bucket, head } = copying;
  const { target, source } = endsOf(copying);
  const first = (number - 1) * partBytes;
  const last = Math.min(head.ContentLength ?? 0, first + partBytes) - 1;
  const command = new UploadPartCopyCommand({
    ...target,
    UploadId: id,
    PartNumber: number,
    CopySource: source,
    CopySourceRange: `bytes=${first}-${last}`,
    CopySourceIfMatch: head.ETag,
  });
  const { CopyPartResult } = await bucket.client.send(command, bucket.abort);
  return CopyPartResult?.ETag ?? '';
}

/** The call that gives an upload up may take so long, ms. */
const GIVE_UP_MS = 3000;

/** Parts that are not given up cost as much as files do. */
async function giveUp(copying: Copying, { id }: Upload): Promise<void> {
  const { bucket } = copying;
  const command = new AbortMultipartUploadCommand({ ...endsOf(copying).target, UploadId: id });
  // The attempt may be over, whose signal would end this call before it begins.
  const abortSignal = AbortSignal.timeout(GIVE_UP_MS);
  await bucket.client.send(command, { abortSignal }).catch(() => undefined);
  await forget(bucket);
}

const nameOf = (error: unknown) => (error instanceof Error ? error.name : undefined);

/** A copy to be made, of the source as `head` describes it. */
export interface Copying {
  bucket: Bucket;
  from: string;
  to: string;
  head: HeadObjectCommandOutput;
}

/** What is copied and where to, as copy commands name it. */
export function endsOf({ bucket, from, to }: Copying) {
  // The header is not encoded by the SDK, and S3 decodes it.
  const source = `${bucket.name}/${keyOf(bucket, from)}`.split('/').map(encodeURIComponent).join('/');
  return { target: { Bucket: bucket.name, Key: keyOf(bucket, to) }, source };
}

import { S3Client } from '@aws-sdk/client-s3';
import { ErrorCode } from '../../../contract/errors.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { S3Storage } from '../../../contract/resources/storage.ts';
import { folderFault, folderOf } from '../../../core/config/folder.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { Redactor } from '../../../core/input/redactor.ts';
import { resolveSecrets } from '../../../core/input/secret-reference.ts';
import type { AwsAccess } from '../../../core/ports/access.ts';
import type { Progress, RunContext } from '../../../core/ports/namespace.ts';
import { clientSettings, PerAccess } from '../../shared/per-access.ts';

/** A bucket as one attempt uses it. */
export interface Bucket {
  client: S3Client;
  /** A client whose credentials last so long, as far as a session can, and when they end, Unix ms. */
  lasting(ms: number): Promise<{ client: S3Client; until: number }>;
  name: string;
  /** What every key begins with: empty for the whole bucket, else it ends with a slash. */
  folder: string;
  /** Aborts every call when the attempt's time is over. */
  abort: { abortSignal: AbortSignal };
  /** The moment the run was due, Unix ms. */
  occurrence: number;
  /** Unix ms at which work that can go on later is put aside: what has begun then has as much time again. */
  leaveAt: number;
  progress: Progress;
  /** Knows the storage's secrets, which no result may hold. */
  redactor: Redactor;
}

const clients = new PerAccess<S3Client>();

/** The bucket of a storage, its secrets resolved; clients are kept per execution environment. */
export async function openBucket(storage: S3Storage, context: RunContext): Promise<Bucket> {
  const leaveAt = Date.now() + context.timeout / 2;
  const redactor = new Redactor();
  const secrets = {
    get: async (name: string) => {
      const secret = await context.secrets.get(name);
      redactor.add(secret);
      return secret;
    },
  };
  const resolve = (text: string) => resolveSecrets(text, secrets);
  const { region, endpoint, forcePathStyle, credentials } = storage;
  const settings = {
    ...(region && { region: await resolve(region) }),
    ...(endpoint && { endpoint: await resolve(endpoint) }),
    ...defined({ forcePathStyle }),
    ...(credentials && {
      credentials: {
        accessKeyId: await resolve(credentials.accessKeyId),
        secretAccessKey: await resolve(credentials.secretAccessKey),
      },
    }),
  };
  const client = clients.get(context.aws, JSON.stringify(settings), () => clientOf(context.aws, settings));
  return {
    client,
    lasting: async (ms) => {
      if (credentials) return { client, until: Number.POSITIVE_INFINITY };
      const given = await context.aws.credentials(ms);
      const until = given.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
      return { client: clientOf(context.aws, { ...settings, credentials: given }), until };
    },
    name: await resolve(storage.bucket),
    folder: folderFor(await resolve(storage.prefix ?? '')),
    abort: { abortSignal: context.signal },
    occurrence: context.occurrence,
    leaveAt,
    progress: context.progress,
    redactor,
  };
}

/** The key of a file, or what the keys of all files begin with whose names begin so. */
export function keyOf({ folder }: Pick<Bucket, 'folder'>, name: string): string {
  return (folder + name).toWellFormed();
}

/** A secret may have made anything of the prefix. */
function folderFor(prefix: string): string {
  const fault = folderFault(prefix);
  if (fault) throw new RunError(ErrorCode.Validation, `the storage's prefix ${fault}`);
  return folderOf(prefix);
}

function clientOf(access: AwsAccess, settings: object): S3Client {
  return new S3Client({
    ...clientSettings(access),
    ...settings,
    // By default the SDK signs the checksum of an empty body into an upload's URL, and S3 then refuses the upload;
    // many stores that speak S3 do not know these checksums at all. Bodies are protected by their signed SHA-256.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

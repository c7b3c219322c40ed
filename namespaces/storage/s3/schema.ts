import { z } from 'zod';
import type { StorageOperations } from '../../../contract/dispatch.ts';
import type { Preset } from '../../../contract/resources/shared.ts';
import type { S3Storage } from '../../../contract/resources/storage.ts';
import { folderFault } from '../../../core/config/folder.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { exact, httpUrl, kmsKeyArn, text } from '../../../core/config/schemas/shared.ts';
import { OPERATIONS } from '../operations.ts';

const folder = exact(z.string()).superRefine((prefix, context) => {
  const message = folderFault(prefix);
  if (message) context.addIssue({ code: 'custom', message });
});

/** What a config says of a resource of the provider `s3`. */
export const schema = schemaOf<S3Storage>()(
  z.strictObject({
    provider: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'),
    prefix: folder.exactOptional(),
    kmsKeyArn,
    region: text.exactOptional(),
    endpoint: httpUrl.exactOptional(),
    forcePathStyle: z.boolean().exactOptional(),
    credentials: z.strictObject({ accessKeyId: text, secretAccessKey: text }).exactOptional(),
    events: presets<Preset<StorageOperations>>(OPERATIONS),
  }),
);

import { z } from 'zod';
import { folderFault } from '../folder.ts';
import { presets } from './presets.ts';
import { exact, httpUrl, kmsKeyArn, lambda, text } from './shared.ts';

const folder = exact(z.string()).superRefine((prefix, context) => {
  const message = folderFault(prefix);
  if (message) context.addIssue({ code: 'custom', message });
});

export const storages = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'),
    prefix: folder.optional(),
    kmsKeyArn,
    region: text.optional(),
    endpoint: httpUrl.optional(),
    forcePathStyle: z.boolean().optional(),
    credentials: z.strictObject({ accessKeyId: text, secretAccessKey: text }).optional(),
    events: presets([
      'upload',
      'download',
      'remove',
      'copy',
      'listFiles',
      'getSignedUrl',
      'stats',
      'cleanup',
    ]),
  }),
  lambda,
]);

import { z } from 'zod';
import { exact, httpUrl, lambda, presets, text } from './shared.ts';

export const storages = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'),
    prefix: exact(z.string().max(512)).optional(),
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

import { z } from 'zod';
import { preset } from './preset-schema.ts';

/** ARN of one service, in any partition. */
export const arn = (service: string) =>
  z
    .string()
    .regex(
      new RegExp(`^arn:[a-z-]+:${service}:[a-z0-9-]*:\\d{12}:.+$`),
      `expected the ARN of an ${service} resource`,
    );

export const lambda = z.strictObject({ provider: z.literal('lambda'), functionArn: arn('lambda') });

const topicName = z.string().min(1).max(128);

export const brokers = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('sqs'),
    topics: z.record(topicName, z.strictObject({ queueArn: arn('sqs') })),
  }),
  z.strictObject({
    provider: z.literal('sns'),
    topics: z.record(topicName, z.strictObject({ topicArn: arn('sns') })),
  }),
  lambda,
]);

export const storages = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('s3'),
    bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket'),
    prefix: z.string().max(512).optional(),
    region: z.string().min(1).optional(),
    endpoint: z.url({ protocol: /^https?$/ }).optional(),
    forcePathStyle: z.boolean().optional(),
    credentials: z
      .strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) })
      .optional(),
    events: z
      .record(
        z.string().min(1),
        preset(['upload', 'download', 'remove', 'copy', 'listFiles', 'getSignedUrl', 'stats', 'cleanup']),
      )
      .optional(),
  }),
  lambda,
]);

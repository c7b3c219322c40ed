import { z } from 'zod';
import { presets } from './presets.ts';
import { address, arn, ca, kmsKeyArn, lambda, named, poolSize, text, tls } from './shared.ts';

const key = z.strictObject({ name: z.string().min(1).max(255), type: z.enum(['S', 'N']) });

const events = presets(
  ['insert', 'query', 'update', 'delete', 'upsert', 'count', 'sum', 'avg', 'min', 'max', 'raw'],
  'raw',
);

export const databases = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('dynamodb'),
    tables: named(
      z.strictObject({ tableArn: arn('dynamodb'), partitionKey: key, sortKey: key.optional(), kmsKeyArn }),
    ),
    events,
  }),
  z.strictObject({
    provider: z.literal('postgres'),
    url: address('postgres', 'postgresql'),
    ssl: tls,
    ca,
    poolSize,
    events,
  }),
  z.strictObject({ provider: z.literal('mysql'), url: address('mysql'), ssl: tls, ca, poolSize, events }),
  z.strictObject({
    provider: z.literal('data-api'),
    clusterArn: arn('rds'),
    secretArn: arn('secretsmanager'),
    secretKmsKeyArn: kmsKeyArn,
    database: text,
    engine: z.enum(['postgres', 'mysql']),
    events,
  }),
  z.strictObject({
    provider: z.literal('mongodb'),
    url: address('mongodb', 'mongodb+srv'),
    database: text,
    ca,
    poolSize,
    events,
  }),
  lambda,
]);

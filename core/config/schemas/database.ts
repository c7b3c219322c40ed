import { z } from 'zod';
import { address, arn, lambda, named, poolSize, presets, text, tls } from './shared.ts';

const key = z.strictObject({ name: z.string().min(1).max(255), type: z.enum(['S', 'N']) });

/** A placeholder within the text of a query would be an injection; its values go through `params`. */
const events = presets([
  'insert',
  'query',
  'update',
  'delete',
  'upsert',
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'raw',
]).superRefine((actions, context) => {
  for (const [name, { operation, input }] of Object.entries(actions ?? {})) {
    if (operation !== 'raw' || !/\{\{/.test(String(input?.['query'] ?? ''))) continue;
    const path = [name, 'input', 'query'];
    context.addIssue({ code: 'custom', path, message: 'must not hold {{…}}; put it into params' });
  }
});

export const databases = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('dynamodb'),
    tables: named(z.strictObject({ tableArn: arn('dynamodb'), partitionKey: key, sortKey: key.optional() })),
    events,
  }),
  z.strictObject({
    provider: z.literal('postgres'),
    url: address('postgres', 'postgresql'),
    ssl: tls,
    poolSize,
    events,
  }),
  z.strictObject({ provider: z.literal('mysql'), url: address('mysql'), ssl: tls, poolSize, events }),
  z.strictObject({
    provider: z.literal('data-api'),
    clusterArn: arn('rds'),
    secretArn: arn('secretsmanager'),
    database: text,
    engine: z.enum(['postgres', 'mysql']),
    events,
  }),
  z.strictObject({
    provider: z.literal('mongodb'),
    url: address('mongodb', 'mongodb+srv'),
    database: text,
    poolSize,
    events,
  }),
  lambda,
]);

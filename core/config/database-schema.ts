import { z } from 'zod';
import { preset } from './preset-schema.ts';
import { arn, lambda } from './resource-schemas.ts';

const key = z.strictObject({ name: z.string().min(1).max(255), type: z.enum(['S', 'N']) });

const events = z
  .record(
    z.string().min(1),
    preset(['insert', 'query', 'update', 'delete', 'upsert', 'count', 'sum', 'avg', 'min', 'max', 'raw']),
  )
  .optional();

export const databases = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('dynamodb'),
    tables: z.record(
      z.string().min(1),
      z.strictObject({ tableArn: arn('dynamodb'), partitionKey: key, sortKey: key.optional() }),
    ),
    events,
  }),
  z.strictObject({
    provider: z.literal('postgres'),
    url: z.string().regex(/^(postgres(ql)?:\/\/|\$Secret\{)/, 'expected postgres://… or $Secret{NAME}'),
    ssl: z.enum(['require', 'disable']).optional(),
    poolSize: z.int().min(1).max(20).optional(),
    events,
  }),
  lambda,
]);

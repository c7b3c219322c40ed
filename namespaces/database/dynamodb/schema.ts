import { z } from 'zod';
import type { DatabaseOperations } from '../../../contract/dispatch.ts';
import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import type { Preset } from '../../../contract/resources/shared.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, kmsKeyArn, named } from '../../../core/config/schemas/shared.ts';
import { OPERATIONS } from '../statement.ts';

const key = z.strictObject({ name: z.string().min(1).max(255), type: z.enum(['S', 'N']) });

/** What a config says of a resource of the provider `dynamodb`. */
export const schema = schemaOf<DynamoDbDatabase>()(
  z.strictObject({
    provider: z.literal('dynamodb'),
    tables: named(
      z.strictObject({
        tableArn: arn('dynamodb'),
        partitionKey: key,
        sortKey: key.exactOptional(),
        kmsKeyArn,
      }),
    ),
    events: presets<Preset<DatabaseOperations>>(OPERATIONS, 'raw'),
  }),
);

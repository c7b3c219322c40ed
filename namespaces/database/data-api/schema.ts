import { z } from 'zod';
import type { DatabaseOperations } from '../../../contract/dispatch.ts';
import type { DataApiDatabase } from '../../../contract/resources/database.ts';
import type { Preset } from '../../../contract/resources/shared.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, kmsKeyArn, text } from '../../../core/config/schemas/shared.ts';
import { OPERATIONS } from '../statement.ts';

/** What a config says of a resource of the provider `data-api`. */
export const schema = schemaOf<DataApiDatabase>()(
  z.strictObject({
    provider: z.literal('data-api'),
    clusterArn: arn('rds'),
    secretArn: arn('secretsmanager'),
    secretKmsKeyArn: kmsKeyArn,
    database: text,
    engine: z.enum(['postgres', 'mysql']),
    events: presets<Preset<DatabaseOperations>>(OPERATIONS, 'raw'),
  }),
);

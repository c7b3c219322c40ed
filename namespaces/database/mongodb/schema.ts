import { z } from 'zod';
import type { DatabaseOperations } from '../../../contract/dispatch.ts';
import type { MongoDbDatabase } from '../../../contract/resources/database.ts';
import type { Preset } from '../../../contract/resources/shared.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { address, ca, poolSize, text } from '../../../core/config/schemas/shared.ts';
import { OPERATIONS } from '../statement.ts';

/** What a config says of a resource of the provider `mongodb`. */
export const schema = schemaOf<MongoDbDatabase>()(
  z.strictObject({
    provider: z.literal('mongodb'),
    url: address('mongodb', 'mongodb+srv'),
    database: text,
    ca,
    poolSize,
    events: presets<Preset<DatabaseOperations>>(OPERATIONS, 'raw'),
  }),
);

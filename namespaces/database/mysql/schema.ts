import { z } from 'zod';
import type { DatabaseOperations } from '../../../contract/dispatch.ts';
import type { MySqlDatabase } from '../../../contract/resources/database.ts';
import type { Preset } from '../../../contract/resources/shared.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { address, ca, poolSize, tls } from '../../../core/config/schemas/shared.ts';
import { OPERATIONS } from '../statement.ts';

/** What a config says of a resource of the provider `mysql`. */
export const schema = schemaOf<MySqlDatabase>()(
  z.strictObject({
    provider: z.literal('mysql'),
    url: address('mysql'),
    ssl: tls,
    ca,
    poolSize,
    events: presets<Preset<DatabaseOperations>>(OPERATIONS, 'raw'),
  }),
);

import { z } from 'zod';
import { GRAPH_OPERATIONS } from '../../../contract/dispatch.ts';
import type { GraphAction, NeptuneGraph } from '../../../contract/resources/graphs.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, httpUrl, text } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `neptune`. */
export const schema = schemaOf<NeptuneGraph>()(
  z.strictObject({
    provider: z.literal('neptune'),
    endpoint: httpUrl,
    region: text,
    databaseArn: arn('neptune-db'),
    events: presets<GraphAction>(GRAPH_OPERATIONS, 'query'),
  }),
);

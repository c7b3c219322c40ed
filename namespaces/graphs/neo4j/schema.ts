import { z } from 'zod';
import { GRAPH_OPERATIONS } from '../../../contract/dispatch.ts';
import type { BoltGraph, GraphAction } from '../../../contract/resources/graphs.ts';
import { presets } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { address, poolSize, text } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `neo4j`. */
export const schema = schemaOf<BoltGraph>()(
  z.strictObject({
    provider: z.literal('neo4j'),
    url: address('bolt', 'bolt+s', 'neo4j', 'neo4j+s'),
    username: text.exactOptional(),
    password: text.exactOptional(),
    database: text.exactOptional(),
    poolSize,
    events: presets<GraphAction>(GRAPH_OPERATIONS, 'query'),
  }),
);

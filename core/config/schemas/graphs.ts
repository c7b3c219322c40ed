import { z } from 'zod';
import { GRAPH_OPERATIONS } from '../../../contract/dispatch.ts';
import { presets } from './presets.ts';
import { address, arn, httpUrl, lambda, poolSize, text } from './shared.ts';

const events = presets(GRAPH_OPERATIONS, 'query');

export const graphs = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('neo4j'),
    url: address('bolt', 'bolt+s', 'neo4j', 'neo4j+s'),
    username: text.optional(),
    password: text.optional(),
    database: text.optional(),
    poolSize,
    events,
  }),
  z.strictObject({
    provider: z.literal('neptune'),
    endpoint: httpUrl,
    region: text,
    databaseArn: arn('neptune-db'),
    events,
  }),
  lambda,
]);

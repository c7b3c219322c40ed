import { z } from 'zod';
import type { RedisStreamsBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { address, ca, named } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `redis-streams`. */
export const schema = schemaOf<RedisStreamsBroker>()(
  z
    .strictObject({
      provider: z.literal('redis-streams'),
      url: address('redis', 'rediss'),
      ca,
      topics: named(
        z.strictObject({
          stream: z.string().min(1).max(1024),
          maxLength: z.int().min(1).max(1_000_000_000).exactOptional(),
        }),
      ),
    })
    .refine(({ url, ca: given }) => given === undefined || !url.startsWith('redis://'), {
      path: ['ca'],
      message: 'is for TLS: write rediss://',
    }),
);

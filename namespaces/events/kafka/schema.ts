import { z } from 'zod';
import type { KafkaBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { hosts, named, text, tls } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `kafka`. */
export const schema = schemaOf<KafkaBroker>()(
  z.strictObject({
    provider: z.literal('kafka'),
    brokers: hosts(/^[^:/\s]+:\d+$/, 'expected host:port'),
    tls,
    sasl: z
      .strictObject({
        mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
        username: text,
        password: text,
      })
      .exactOptional(),
    topics: named(z.strictObject({ topic: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/) })),
  }),
);

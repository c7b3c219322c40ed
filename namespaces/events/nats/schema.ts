import { z } from 'zod';
import type { NatsBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { hosts, named, text } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `nats`. */
export const schema = schemaOf<NatsBroker>()(
  z.strictObject({
    provider: z.literal('nats'),
    servers: hosts(/^((nats|tls):\/\/)?[^:/\s]+(:\d+)?$/, 'expected host:port or tls://host:port'),
    auth: z
      .union([z.strictObject({ username: text, password: text }), z.strictObject({ token: text })])
      .exactOptional(),
    topics: named(
      z.strictObject({
        subject: z.string().regex(/^[^\s*>]+$/, 'expected a subject without wildcards'),
        jetstream: z.boolean().exactOptional(),
      }),
    ),
  }),
);

import { z } from 'zod';
import type { EventBridgeBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, named } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `eventbridge`. */
export const schema = schemaOf<EventBridgeBroker>()(
  z.strictObject({
    provider: z.literal('eventbridge'),
    busArn: arn('events'),
    source: z
      .string()
      .regex(/^(?!aws\.).{1,256}$/, 'expected 1 to 256 characters that do not begin with aws.'),
    topics: named(z.strictObject({ detailType: z.string().min(1).max(128) })),
  }),
);

import { z } from 'zod';
import type { SnsBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, kmsKeyArn, named } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `sns`. */
export const schema = schemaOf<SnsBroker>()(
  z.strictObject({
    provider: z.literal('sns'),
    topics: named(z.strictObject({ topicArn: arn('sns'), kmsKeyArn })),
  }),
);

import { z } from 'zod';
import type { KinesisBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, kmsKeyArn, named } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `kinesis`. */
export const schema = schemaOf<KinesisBroker>()(
  z.strictObject({
    provider: z.literal('kinesis'),
    topics: named(z.strictObject({ streamArn: arn('kinesis'), kmsKeyArn })),
  }),
);

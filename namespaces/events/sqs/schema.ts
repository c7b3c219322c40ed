import { z } from 'zod';
import type { SqsBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, kmsKeyArn, named } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `sqs`. */
export const schema = schemaOf<SqsBroker>()(
  z.strictObject({
    provider: z.literal('sqs'),
    topics: named(z.strictObject({ queueArn: arn('sqs'), kmsKeyArn })),
  }),
);

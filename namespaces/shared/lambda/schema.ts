import { z } from 'zod';
import type { LambdaResource } from '../../../contract/resources/shared.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, text } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `lambda`. */
export const schema = schemaOf<LambdaResource>()(
  z.strictObject({
    provider: z.literal('lambda'),
    functionArn: arn('lambda'),
    local: z.strictObject({ handler: text }).exactOptional(),
  }),
);

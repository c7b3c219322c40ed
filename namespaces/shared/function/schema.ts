import { z } from 'zod';
import type { FunctionResource } from '../../../contract/resources/shared.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { text } from '../../../core/config/schemas/shared.ts';
import { isSecretReference } from '../../../core/input/secret-reference.ts';

/** Variables that Lambda sets itself or refuses ("Lambda environment variables" of its developer guide), or that the bundle is started with. */
const TAKEN = /^(AWS_|_|LAMBDA_|NODE_OPTIONS$)/;

const variable = z
  .string()
  .regex(/^[A-Za-z]\w{0,127}$/, 'expected letters, digits and "_"')
  .refine((name) => !TAKEN.test(name), 'is set by Lambda or the scheduler');

/** What a config says of a resource of the provider `function`. */
export const schema = schemaOf<FunctionResource>()(
  z.strictObject({
    provider: z.literal('function'),
    entry: text.max(1024),
    handler: z
      .string()
      .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, 'expected the name of an export')
      .exactOptional(),
    environment: z.record(variable, z.string().max(2048)).exactOptional(),
    secrets: z.array(z.string().refine(isSecretReference, 'expected the name of a secret')).exactOptional(),
    memory: z.int().min(128).max(10_240).exactOptional(),
    timeout: z.int().min(1).max(900).exactOptional(),
    external: z.array(text).exactOptional(),
  }),
);

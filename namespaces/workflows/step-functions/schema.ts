import { z } from 'zod';
import type { StateMachine } from '../../../contract/resources/workflows.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { arn, kmsKeyArn } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `step-functions`. */
export const schema = schemaOf<StateMachine>()(
  z
    .strictObject({
      provider: z.literal('step-functions'),
      stateMachineArn: arn('states').regex(
        /:stateMachine:[^:]+(:[^:]+)?$/,
        'expected the ARN of a state machine, or of a version or alias of it',
      ),
      kmsKeyArn,
      type: z.enum(['standard', 'express']).exactOptional(),
      wait: z.enum(['started', 'poll', 'event']).exactOptional(),
      local: z.strictObject({ definition: z.record(z.string(), z.unknown()) }).exactOptional(),
    })
    .refine(({ type, wait }) => type !== 'express' || wait === undefined, {
      path: ['wait'],
      message: 'is for standard state machines; an express one is always waited for',
    }),
);

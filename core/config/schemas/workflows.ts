import { z } from 'zod';
import { arn, kmsKeyArn, lambda } from './shared.ts';

const stateMachine = z
  .strictObject({
    provider: z.literal('step-functions'),
    stateMachineArn: arn('states').regex(
      /:stateMachine:[^:]+(:[^:]+)?$/,
      'expected the ARN of a state machine, or of a version or alias of it',
    ),
    kmsKeyArn,
    type: z.enum(['standard', 'express']).optional(),
    wait: z.enum(['started', 'poll', 'event']).optional(),
    local: z.strictObject({ definition: z.record(z.string(), z.unknown()) }).optional(),
  })
  .refine(({ type, wait }) => type !== 'express' || wait === undefined, {
    path: ['wait'],
    message: 'is for standard state machines; an express one is always waited for',
  });

export const workflows = z.discriminatedUnion('provider', [stateMachine, lambda]);

import { z } from 'zod';
import { address, arn, kmsKeyArn, lambda, named, text, tls } from './shared.ts';

const hosts = (pattern: RegExp, expected: string) => z.array(z.string().regex(pattern, expected)).min(1);

export const brokers = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('sqs'),
    topics: named(z.strictObject({ queueArn: arn('sqs'), kmsKeyArn })),
  }),
  z.strictObject({
    provider: z.literal('sns'),
    topics: named(z.strictObject({ topicArn: arn('sns'), kmsKeyArn })),
  }),
  z.strictObject({
    provider: z.literal('eventbridge'),
    busArn: arn('events'),
    source: z
      .string()
      .regex(/^(?!aws\.).{1,256}$/, 'expected 1 to 256 characters that do not begin with aws.'),
    topics: named(z.strictObject({ detailType: z.string().min(1).max(128) })),
  }),
  z.strictObject({
    provider: z.literal('kinesis'),
    topics: named(z.strictObject({ streamArn: arn('kinesis'), kmsKeyArn })),
  }),
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
      .optional(),
    topics: named(z.strictObject({ topic: z.string().regex(/^[A-Za-z0-9._-]{1,249}$/) })),
  }),
  z.strictObject({
    provider: z.literal('rabbitmq'),
    url: address('amqp', 'amqps'),
    topics: named(
      z.strictObject({ exchange: z.string().min(1).max(255).optional(), routingKey: z.string().max(255) }),
    ),
  }),
  z.strictObject({
    provider: z.literal('nats'),
    servers: hosts(/^((nats|tls):\/\/)?[^:/\s]+(:\d+)?$/, 'expected host:port or tls://host:port'),
    auth: z
      .union([z.strictObject({ username: text, password: text }), z.strictObject({ token: text })])
      .optional(),
    topics: named(
      z.strictObject({
        subject: z.string().regex(/^[^\s*>]+$/, 'expected a subject without wildcards'),
        jetstream: z.boolean().optional(),
      }),
    ),
  }),
  lambda,
]);

import { z } from 'zod';
import type { RabbitMqBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { address, named } from '../../../core/config/schemas/shared.ts';

/** What a config says of a resource of the provider `rabbitmq`. */
export const schema = schemaOf<RabbitMqBroker>()(
  z.strictObject({
    provider: z.literal('rabbitmq'),
    url: address('amqp', 'amqps'),
    topics: named(
      z.strictObject({
        exchange: z.string().min(1).max(255).exactOptional(),
        routingKey: z.string().max(255),
      }),
    ),
  }),
);

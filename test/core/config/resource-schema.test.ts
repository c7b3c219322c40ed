import { z } from 'zod';
import type { SqsBroker } from '../../../contract/resources/events.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { parseConfig } from '../../../namespaces/config-registry.ts';

const topic = { queueArn: z.string(), kmsKeyArn: z.string().exactOptional() };
const broker = (fields: typeof topic) =>
  z.strictObject({ provider: z.literal('sqs'), topics: z.record(z.string(), z.strictObject(fields)) });

test('a schema that says the same as the type compiles, and one that says anything else does not', () => {
  const schema = broker(topic);
  expect(schemaOf<SqsBroker>()(schema)).toBe(schema);

  const { kmsKeyArn: _key, ...without } = topic;
  const lacking = z.strictObject({
    provider: z.literal('sqs'),
    topics: z.record(z.string(), z.strictObject(without)),
  });
  // @ts-expect-error an optional field of the type is missing
  schemaOf<SqsBroker>()(lacking);
  // @ts-expect-error the type has no such field
  schemaOf<SqsBroker>()(schema.extend({ region: z.string().exactOptional() }));
  // @ts-expect-error the field is not optional in the type
  schemaOf<SqsBroker>()(schema.extend({ topics: schema.shape.topics.exactOptional() }));
  // @ts-expect-error the provider is another one
  schemaOf<SqsBroker>()(schema.extend({ provider: z.literal('sns') }));
});

test('a field that is undefined is absent from the config that was read, as it is from its JSON', () => {
  const storage = { files: { provider: 's3', bucket: 'files', prefix: undefined }, other: undefined };
  const { products } = parseConfig({ products: { shop: { envs: { dev: { storage, events: undefined } } } } });
  expect(products['shop']?.envs['dev']).toStrictEqual({
    storage: { files: { provider: 's3', bucket: 'files' } },
  });
});

import { z } from 'zod';
import type { HttpApp } from '../../../contract/resources/actions.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import { httpUrl, isPlainPath, named, PLAIN_PATH, text } from '../../../core/config/schemas/shared.ts';

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), name: text, value: text }),
  z.strictObject({ type: z.literal('bearer'), token: text }),
  z.strictObject({ type: z.literal('basic'), username: text, password: z.string() }),
  z.strictObject({ type: z.literal('apiKey'), in: z.enum(['header', 'query']), name: text, value: text }),
  z.strictObject({
    type: z.literal('oauth2'),
    tokenUrl: httpUrl,
    clientId: text,
    clientSecret: text,
    scope: text.exactOptional(),
    audience: text.exactOptional(),
    credentialsIn: z.enum(['header', 'body']).exactOptional(),
  }),
]);

const limits = z
  .strictObject({
    perSecond: z.number().min(0.001).max(10_000).exactOptional(),
    burst: z.int().min(1).max(10_000).exactOptional(),
    concurrency: z.int().min(1).max(500).exactOptional(),
  })
  .refine(({ burst, perSecond }) => burst === undefined || perSecond !== undefined, {
    path: ['burst'],
    message: 'says nothing without perSecond',
  });

const event = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
  path: z.string().regex(/^\//, 'must begin with "/"').refine(isPlainPath, PLAIN_PATH),
  body: z.enum(['json', 'form', 'xml']).exactOptional(),
  result: z.record(z.string().min(1), z.string().min(1)).exactOptional(),
});

/** What a config says of a resource of the provider `http`. */
export const schema = schemaOf<HttpApp>()(
  z.strictObject({
    provider: z.literal('http'),
    baseUrl: httpUrl,
    auth: auth.exactOptional(),
    headers: z.record(z.string(), z.string()).exactOptional(),
    limits: limits.exactOptional(),
    events: named(event),
  }),
);

import { z } from 'zod';
import { httpUrl, isPlainPath, lambda, named, PLAIN_PATH, text } from './shared.ts';

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
    scope: text.optional(),
    audience: text.optional(),
    credentialsIn: z.enum(['header', 'body']).optional(),
  }),
]);

const limits = z
  .strictObject({
    perSecond: z.number().min(0.001).max(10_000).optional(),
    burst: z.int().min(1).max(10_000).optional(),
    concurrency: z.int().min(1).max(500).optional(),
  })
  .refine(({ burst, perSecond }) => burst === undefined || perSecond !== undefined, {
    path: ['burst'],
    message: 'says nothing without perSecond',
  });

const event = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
  path: z.string().regex(/^\//, 'must begin with "/"').refine(isPlainPath, PLAIN_PATH),
  body: z.enum(['json', 'form', 'xml']).optional(),
  result: z.record(z.string().min(1), z.string().min(1)).optional(),
});

export const apps = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('http'),
    baseUrl: httpUrl,
    auth: auth.optional(),
    headers: z.record(z.string(), z.string()).optional(),
    limits: limits.optional(),
    events: named(event),
  }),
  lambda,
]);

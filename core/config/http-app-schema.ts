import { z } from 'zod';
import { lambda } from './resource-schemas.ts';

const text = z.string().min(1);

const auth = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), name: text, value: text }),
  z.strictObject({ type: z.literal('bearer'), token: text }),
  z.strictObject({ type: z.literal('basic'), username: text, password: z.string() }),
  z.strictObject({ type: z.literal('apiKey'), in: z.enum(['header', 'query']), name: text, value: text }),
]);

const event = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
  path: z.string().regex(/^\//, 'must begin with "/"'),
});

export const apps = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal('http'),
    baseUrl: z.url({ protocol: /^https?$/ }),
    auth: auth.optional(),
    headers: z.record(z.string(), z.string()).optional(),
    events: z.record(z.string().min(1), event),
  }),
  lambda,
]);

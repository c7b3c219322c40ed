import { z } from 'zod';
import type { Channels } from '../../../contract/resources/notifications.ts';
import { templateFaults } from '../../../core/config/schemas/presets.ts';
import { schemaOf } from '../../../core/config/schemas/resource-schema.ts';
import {
  address,
  arn,
  httpUrl,
  isPlainPath,
  named,
  PLAIN_PATH,
  text,
} from '../../../core/config/schemas/shared.ts';

const email = z.discriminatedUnion('transport', [
  z.strictObject({
    transport: z.literal('smtp'),
    url: address('smtp', 'smtps'),
    from: text,
    replyTo: text.exactOptional(),
  }),
  z.strictObject({
    transport: z.literal('ses'),
    identityArn: arn('ses'),
    from: text,
    replyTo: text.exactOptional(),
    configurationSet: text.exactOptional(),
  }),
]);

const push = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('fcm'), serviceAccount: text, endpoint: httpUrl.exactOptional() }),
  z.strictObject({
    transport: z.literal('expo'),
    accessToken: text.exactOptional(),
    endpoint: httpUrl.exactOptional(),
  }),
]);

const html = text.superRefine((value, context) => {
  const message = htmlFault(value);
  if (message) context.addIssue({ code: 'custom', message });
});

const words = z.strictObject({
  email: z
    .strictObject({ subject: text, html: html.exactOptional(), text: text.exactOptional() })
    .refine(({ html, text }) => html !== undefined || text !== undefined, 'needs html or text')
    .exactOptional(),
  sms: z.strictObject({ body: text }).exactOptional(),
  push_notification: z
    .strictObject({ title: text, body: text, data: z.record(z.string(), z.string()).exactOptional() })
    .exactOptional(),
  callback: z.strictObject({ body: z.unknown().exactOptional() }).exactOptional(),
});

const message = words.superRefine((value, context) => {
  for (const fault of templateFaults(value, [])) context.addIssue({ code: 'custom', ...fault });
});

/** What a config says of a resource of the provider `channels`. */
export const schema = schemaOf<Channels>()(
  z.strictObject({
    provider: z.literal('channels'),
    email: email.exactOptional(),
    sms: z
      .strictObject({
        transport: z.literal('sns'),
        region: text.exactOptional(),
        senderId: z
          .string()
          .regex(/^[A-Za-z0-9-]{1,11}$/)
          .exactOptional(),
        smsType: z.enum(['Transactional', 'Promotional']).exactOptional(),
      })
      .exactOptional(),
    push: push.exactOptional(),
    callback: z
      .strictObject({
        url: httpUrl.refine(isPlainPath, PLAIN_PATH),
        method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).exactOptional(),
        headers: z.record(z.string(), z.string()).exactOptional(),
      })
      .exactOptional(),
    messages: named(message),
  }),
);

/** Comments, scripts, styles, and tags: what of HTML is not text. */
const MARKUP =
  /<!--.*?(?:-->|$)|<(script|style)\b.*?(?:<\/\1\s*>|$)|<(?:\{\{|[a-z/!?])(?:"[^"]*"|'[^']*'|[^"'>])*(?:>|$)/gis;
const QUOTED = /=\s*(?:"[^"]*"|'[^']*')/g;
const HANDLER = /\son\w+\s*=\s*(?:"[^"]*\{\{|'[^']*\{\{)/i;

/** Why a message's HTML has a placeholder where escaping its value is not enough, if it has one. */
export function htmlFault(html: string): string | undefined {
  const unsafe = [...html.matchAll(MARKUP)].some(([markup, raw]) => {
    const isTag = raw === undefined && !markup.startsWith('<!--');
    return isTag
      ? HANDLER.test(markup) || markup.replaceAll(QUOTED, '').includes('{{')
      : markup.includes('{{');
  });
  return unsafe
    ? 'may hold {{…}} only as text or within a quoted attribute; not in scripts, styles, comments and event handlers'
    : undefined;
}

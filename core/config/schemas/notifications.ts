import { z } from 'zod';
import { htmlFault } from './html-fault.ts';
import { address, arn, httpUrl, isPlainPath, lambda, named, PLAIN_PATH, text } from './shared.ts';
import { templateFaults } from './template-faults.ts';

const email = z.discriminatedUnion('transport', [
  z.strictObject({
    transport: z.literal('smtp'),
    url: address('smtp', 'smtps'),
    from: text,
    replyTo: text.optional(),
  }),
  z.strictObject({
    transport: z.literal('ses'),
    identityArn: arn('ses'),
    from: text,
    replyTo: text.optional(),
    configurationSet: text.optional(),
  }),
]);

const push = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('fcm'), serviceAccount: text, endpoint: httpUrl.optional() }),
  z.strictObject({
    transport: z.literal('expo'),
    accessToken: text.optional(),
    endpoint: httpUrl.optional(),
  }),
]);

const html = text.superRefine((value, context) => {
  const message = htmlFault(value);
  if (message) context.addIssue({ code: 'custom', message });
});

const words = z.strictObject({
  email: z
    .strictObject({ subject: text, html: html.optional(), text: text.optional() })
    .refine(({ html, text }) => html !== undefined || text !== undefined, 'needs html or text')
    .optional(),
  sms: z.strictObject({ body: text }).optional(),
  push_notification: z
    .strictObject({ title: text, body: text, data: z.record(z.string(), z.string()).optional() })
    .optional(),
  callback: z.strictObject({ body: z.unknown().optional() }).optional(),
});

const message = words.superRefine((value, context) => {
  for (const fault of templateFaults(value, [])) context.addIssue({ code: 'custom', ...fault });
});

const channels = z.strictObject({
  provider: z.literal('channels'),
  email: email.optional(),
  sms: z
    .strictObject({
      transport: z.literal('sns'),
      region: text.optional(),
      senderId: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,11}$/)
        .optional(),
      smsType: z.enum(['Transactional', 'Promotional']).optional(),
    })
    .optional(),
  push: push.optional(),
  callback: z
    .strictObject({
      url: httpUrl.refine(isPlainPath, PLAIN_PATH),
      method: z.enum(['POST', 'PUT', 'PATCH', 'GET']).optional(),
      headers: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  messages: named(message),
});

export const notifications = z.discriminatedUnion('provider', [channels, lambda]);

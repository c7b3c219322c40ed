import { z } from 'zod';
import { operatorOr } from '../../core/input/operators/parse.ts';
import type { Target } from '../../core/jobs/payload.ts';
import type { NamespaceInput } from '../../core/ports/namespace.ts';
import type { Checked } from '../../core/validation/check.ts';
import type { Phase } from '../shared/identifier.ts';
import { issuesOf, readInputObject, readTargetName } from '../shared/target.ts';
import { CHANNELS } from './channels/channels.ts';
import { mismatchOf } from './channels/fit.ts';

/** An address without quotes, comments, groups and routes (RFC 5322, 3.4.1); a text that holds an operator is not one. */
const ONE_ADDRESS = /^[^\s\p{Cc},;:<>()[\]\\"@]+@[^\s\p{Cc},;:<>()[\]\\"@]+$/u;

function messagesAt(phase: Phase) {
  const late = <T extends z.ZodType>(schema: T): T =>
    phase === 'run' ? schema : (operatorOr(schema) as unknown as T);
  /** Variables for the `{{name}}` placeholders of the stored message. */
  const variables = late(z.looseObject({}));
  /** Whom it goes to; a line break in one could become a header of a mail. */
  const addressees = late(
    z
      .array(
        z
          .string()
          .min(1)
          .max(4096)
          .regex(/^\P{Cc}*$/u, 'must not hold control characters'),
      )
      .min(1),
  );
  /** Each is one address: a list, a group or a name would bring in others. */
  const address = z.string().max(4096).regex(ONE_ADDRESS, 'must be one address, name@domain');
  const mailboxes = late(z.array(late(address)).min(1));
  return z
    .strictObject({
      email: z
        .strictObject({
          recipients: mailboxes,
          subject: variables.optional(),
          template: variables.optional(),
        })
        .optional(),
      sms: z.strictObject({ recipients: addressees, body: variables }).optional(),
      push_notification: z
        .strictObject({
          device_tokens: addressees,
          title: variables,
          body: variables,
          data: variables.optional(),
        })
        .optional(),
      callback: z
        .strictObject({
          query: variables.optional(),
          params: variables.optional(),
          body: variables.optional(),
          headers: late(z.record(z.string(), z.string())).optional(),
        })
        .optional(),
    })
    .refine((value) => CHANNELS.some((channel) => value[channel] !== undefined), {
      message: `expected at least one of ${CHANNELS.join(', ')}`,
      abort: true,
    });
}

/** What a dispatch may say to each channel: at dispatch operators stand for values, at a run they are evaluated. */
export const messages: Record<Phase, z.ZodType> = {
  dispatch: messagesAt('dispatch'),
  run: messagesAt('run'),
};

/**
 * Notifications at dispatch: `notification` and `event`, or both as `notification: 'tag:message'`, and the
 * channels to send by as `input` (docs/contract.md, 2).
 */
export const input: NamespaceInput = {
  fields: ['notification', 'event', 'input'],

  read(body) {
    const target = readTarget(body);
    const values = readInputObject(body.input, messages.dispatch);
    if (!target.ok || !values.ok) return { ok: false, issues: issuesOf(target, values) };
    return { ok: true, value: { target: target.value, input: values.value } };
  },

  validateAgainst: ({ target, input: given }, resource) =>
    resource.provider === 'channels' ? mismatchOf(target, given, resource, 'dispatch') : undefined,
};

function readTarget(body: Record<string, unknown>): Checked<Target> {
  const { notification } = body;
  const colon = typeof notification === 'string' ? notification.indexOf(':') : -1;
  if (typeof notification !== 'string' || colon < 0) return readBoth(body);
  if (body.event !== undefined) {
    const message = `notification "${notification.slice(0, 100)}" already names the message after its colon`;
    return { ok: false, issues: [{ path: 'event', message }] };
  }
  return readBoth({ notification: notification.slice(0, colon), event: notification.slice(colon + 1) });
}

function readBoth(body: Record<string, unknown>): Checked<Target> {
  const notification = readTargetName(body, ['notification']);
  const event = readTargetName(body, ['event']);
  if (!notification.ok || !event.ok) return { ok: false, issues: issuesOf(notification, event) };
  return { ok: true, value: { resource: notification.value.name, event: event.value.name } };
}

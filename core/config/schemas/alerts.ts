import { z } from 'zod';
import { ALERT_EVENTS, type Alert } from '../../../contract/alert.ts';
import { Limits } from '../../../contract/limits.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { boundedFields } from '../../validation/check.ts';

const texts = z.array(z.string().min(1).max(Limits.targetLength)).min(1).max(100).exactOptional();

/** Whom it may be sent to is for the notification to say. */
const recipients = z.array(z.string()).min(1).exactOptional();

const alert: z.ZodType<Alert> = z
  .strictObject({
    on: z.array(z.enum(ALERT_EVENTS)).min(1).exactOptional(),
    failureRate: z
      .strictObject({
        above: z.number().gt(0).max(1),
        hours: z.int().min(1).max(24).exactOptional(),
        runs: z.int().min(1).exactOptional(),
      })
      .exactOptional(),
    namespaces: z.array(z.enum(NAMESPACES)).min(1).exactOptional(),
    targets: texts,
    names: texts,
    notification: z.string().regex(/^[^:]+:[^:]+$/, 'expected "tag:message"'),
    to: z.strictObject({
      email: recipients,
      sms: recipients,
      push_notification: recipients,
      callback: z.strictObject({ params: z.record(z.string(), z.string()).exactOptional() }).exactOptional(),
    }),
  })
  .superRefine(({ on, failureRate, namespaces, targets, names }, context) => {
    if (!on && !failureRate) context.addIssue({ code: 'custom', message: 'needs on or failureRate' });
    if (!on && (namespaces ?? targets ?? names))
      context.addIssue({
        code: 'custom',
        message: 'namespaces, targets and names are about on: a failure rate is that of all runs',
      });
  });

/** The alerts of a product and env, by their names. */
export const alerts = boundedFields(
  z.record(
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'expected at most 64 letters, digits, "_", "." or "-"'),
    alert,
  ),
  Limits.alerts,
);

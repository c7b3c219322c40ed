import { z } from 'zod';
import { MINUTE } from '../../core/time/units.ts';
import { SchedulerError } from './errors.ts';
import { integer, text } from './input-validation.ts';
import type { Timing } from './next-fire.ts';
import { parseScheduleExpression } from './schedule-expression.ts';
import { checkTarget, targetModel } from './target-model.ts';
import { isKnownZone } from './zone.ts';

const KMS_KEY_ARN = /^arn:aws(-[a-z]+)?:kms:[a-z0-9-]+:\d{12}:(key|alias)\/[0-9a-zA-Z-_]*$/;
const OLDEST_START = 5 * MINUTE;
const LAST_INSTANT = 8_640_000_000_000;

/** Name of a schedule or of a group, and the prefix of one: 1–64 of `[0-9a-zA-Z-_.]`. */
export const nameModel = text(1, 64, /^[0-9a-zA-Z-_.]+$/);
/** `ClientToken`: 1–64 of `[a-zA-Z0-9-_]`. */
export const clientTokenModel = text(1, 64, /^[a-zA-Z0-9-_]+$/);
/** `State` of a schedule. */
export const stateModel = z.enum(['ENABLED', 'DISABLED']);
/** The group of a schedule whose request names none. */
export const DEFAULT_GROUP = 'default';

/** Epoch seconds on the wire (restJson1), milliseconds inside. */
const timestamp = z
  .number()
  .min(-LAST_INSTANT)
  .max(LAST_INSTANT)
  .transform((seconds) => Math.round(seconds * 1000));

const definitionModel = z.object({
  ScheduleExpression: text(1, 256),
  ScheduleExpressionTimezone: text(1, 50).default('UTC'),
  Target: targetModel,
  FlexibleTimeWindow: z.object({
    Mode: z.enum(['OFF', 'FLEXIBLE']),
    MaximumWindowInMinutes: integer(1, 1440).optional(),
  }),
  State: stateModel.default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  StartDate: timestamp.optional(),
  EndDate: timestamp.optional(),
  Description: text(0, 512).optional(),
  KmsKeyArn: text(1, 2048, KMS_KEY_ARN).optional(),
});

/** The input that CreateSchedule and UpdateSchedule share, every default filled in. */
export const scheduleInputModel = definitionModel.extend({
  Name: nameModel,
  GroupName: nameModel.default(DEFAULT_GROUP),
  ClientToken: clientTokenModel.optional(),
});

/** What a schedule is apart from its name and history; dates are milliseconds. */
export type ScheduleDefinition = z.output<typeof definitionModel>;

/** Whether it fires once, so that StartDate and EndDate do not count. */
export function isOneTime({ ScheduleExpression }: ScheduleDefinition): boolean {
  return ScheduleExpression.startsWith('at(');
}

/** When a schedule written at `anchor` fires. */
export function timingOf(definition: ScheduleDefinition, anchor: number): Timing {
  return {
    expression: definition.ScheduleExpression,
    zone: definition.ScheduleExpressionTimezone,
    start: definition.StartDate,
    end: definition.EndDate,
    anchor,
  };
}

/**
 * The rules beyond single members, at `now`. Throws ValidationException for an expression or zone the service
 * does not take, a StartDate more than 5 minutes past or not before EndDate (docs/time.md, 7), a flexible window
 * without its length, and what `checkTarget` refuses.
 */
export function checkDefinition(definition: ScheduleDefinition, now: number): void {
  const refuse = (message: string): never => {
    throw new SchedulerError('ValidationException', message);
  };
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate, FlexibleTimeWindow } =
    definition;

  if (parseScheduleExpression(ScheduleExpression) === null) {
    refuse(`Invalid Schedule Expression ${ScheduleExpression}.`);
  }
  if (!isKnownZone(ScheduleExpressionTimezone)) {
    refuse(`Invalid ScheduleExpressionTimezone ${ScheduleExpressionTimezone}.`);
  }
  if (!isOneTime(definition) && StartDate !== undefined) {
    if (StartDate < now - OLDEST_START) {
      refuse('The StartDate you specify cannot be earlier than 5 minutes ago.');
    }
    if (EndDate !== undefined && StartDate >= EndDate) refuse('The StartDate must be before the EndDate.');
  }
  const hasWindow = FlexibleTimeWindow.MaximumWindowInMinutes !== undefined;
  if (hasWindow !== (FlexibleTimeWindow.Mode === 'FLEXIBLE')) {
    refuse('MaximumWindowInMinutes must be given with the FLEXIBLE mode, and only with it.');
  }
  checkTarget(definition.Target);
}

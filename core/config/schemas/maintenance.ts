import { z } from 'zod';
import { Limits } from '../../../contract/limits.ts';
import { readSchedule } from '../../schedule/read-schedule.ts';
import { MINUTE } from '../../time/units.ts';
import { inMs } from '../../validation/fields-at.ts';

/** A maintenance window, whose cron and zone are read as those of a schedule. */
export const maintenanceWindow = z
  .strictObject({
    cron: z.string().max(Limits.cronLength),
    tz: z.string().exactOptional(),
    duration: inMs(z.int().min(MINUTE).max(Limits.maintenanceMs)),
    reason: z.string().min(1).max(Limits.holdReasonLength),
  })
  .superRefine(({ cron, tz = 'UTC' }, context) => {
    const read = readSchedule({ cron, tz }, Limits.earliestMs);
    for (const { path, message } of read.ok ? [] : read.issues)
      context.addIssue({ code: 'custom', path: [path.replace('schedule.', '')], message });
  });

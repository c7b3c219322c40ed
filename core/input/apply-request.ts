import { z } from 'zod';
import { Limits } from '../../contract/limits.ts';
import type { ApplySchedules, DeclaredSchedules } from '../../contract/named-schedule.ts';
import { boundedFields, type Checked, check } from '../validation/check.ts';
import { tag } from './job-filter.ts';
import { unfitJson } from './plain-json.ts';

/** The body that applies a set of schedules; each of them is checked as a dispatch is. */
export const applySchema = z.strictObject({
  product: tag,
  env: tag,
  schedules: boundedFields(z.record(z.string(), z.looseObject({})), Limits.declaredSchedules),
  dry_run: z.boolean().optional(),
  prune: z.boolean().optional(),
});

/** Reads the body that applies a set of schedules. */
export function readApply(body: unknown): Checked<Required<ApplySchedules>> {
  const checked = check(applySchema, body);
  const unfit = checked.ok ? unfitJson(body) : [];
  if (unfit.length > 0) return { ok: false, issues: unfit };
  if (!checked.ok) return checked;
  const { product, env, schedules, dry_run = false, prune = false } = checked.value;
  return {
    ok: true,
    value: { product, env, dry_run, prune, schedules: schedules as unknown as DeclaredSchedules },
  };
}

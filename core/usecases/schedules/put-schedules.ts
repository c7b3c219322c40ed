import type { AppliedSchedules } from '../../../contract/named-schedule.ts';
import { scopesNamed } from '../../config/find-resource.ts';
import { validationError } from '../../errors/request-error.ts';
import { readApply } from '../../input/apply-request.ts';
import type { Ports } from '../../ports/ports.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { applySchedules } from './apply-schedules.ts';
import { declaredIssues } from './check-declared.ts';
import { declaredSet } from './declared-set.ts';
import { diffSchedules } from './diff-schedules.ts';
import { pruneSchedules } from './prune-schedules.ts';

/**
 * Does what a caller asks about a set of schedules: tells what it would come to, prunes by it, or applies it.
 * @throws RequestError naming all that is wrong with any of them, before anything is written; `NOT_FOUND` for a product or env that is
 * not there for the caller; `ILLEGAL_TRANSITION` where another set was begun meanwhile
 */
export async function putSchedules(
  body: unknown,
  setup: DispatchSetup,
  ports: Ports,
): Promise<AppliedSchedules> {
  const read = readApply(body);
  if (!read.ok) throw validationError(read.issues);
  const { product, env, schedules, dry_run = false, prune = false } = read.value;
  scopesNamed(setup.config, { product, env });
  const issues = declaredIssues(schedules, { product, env }, setup);
  if (issues.length > 0)
    throw validationError(issues.map(({ path, message }) => ({ path: `schedules.${path}`, message })));
  const set = declaredSet({ product, env }, schedules, setup.digest);
  if (dry_run) return await diffSchedules(set, prune, setup, ports);
  return prune ? await pruneSchedules(set, ports) : await applySchedules(set, setup, ports);
}

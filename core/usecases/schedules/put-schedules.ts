import { ErrorCode } from '../../../contract/errors.ts';
import type { AppliedSchedules } from '../../../contract/named-schedule.ts';
import { scopesNamed } from '../../config/find-resource.ts';
import { RequestError, validationError } from '../../errors/request-error.ts';
import { readApply } from '../../input/apply-request.ts';
import { newId } from '../../jobs/job-id.ts';
import { scopeKey } from '../../jobs/scope.ts';
import { withinSlot } from '../../ports/limiter.ts';
import type { Ports } from '../../ports/ports.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { applySchedules } from './apply-schedules.ts';
import { declaredIssues } from './check-declared.ts';
import { declaredSet } from './declared-set.ts';
import { diffSchedules } from './diff-schedules.ts';
import { pruneSchedules } from './prune-schedules.ts';

/** Longest time that a set has the slot of its product, ms: an invocation of the API is shorter. */
const SLOT_LEASE_MS = 30_000;

/** Keys of slots begin with it, and those of no target, as each product has a name. */
const SLOTS_PREFIX = '#set#';

/** Envs of a product whose sets may be at work at once. */
const ENVS_AT_ONCE = 2;

/**
 * Does what a caller asks about a set of schedules: tells what it would come to, prunes by it, or applies it; one of a product and env at a
 * time, and two of a product, as each is hundreds of reads and writes.
 * @throws RequestError naming all that is wrong with any of them, before anything is written; `NOT_FOUND` for a product or env that is
 * not there for the caller; `ILLEGAL_TRANSITION` where another set was begun meanwhile; `SERVICE_UNAVAILABLE` while others about sets
 * of the product are under way
 */
export async function putSchedules(
  body: unknown,
  setup: DispatchSetup,
  ports: Ports,
): Promise<AppliedSchedules> {
  const read = readApply(body);
  if (!read.ok) throw validationError(read.issues);
  const { product, env, schedules, dry_run, prune } = read.value;
  scopesNamed(setup.config, { product, env });
  const issues = declaredIssues(schedules, { product, env }, setup);
  if (issues.length > 0)
    throw validationError(issues.map(({ path, message }) => ({ path: `schedules.${path}`, message })));
  const set = declaredSet({ product, env }, schedules, setup.digest);
  const work = async () => {
    if (dry_run) return await diffSchedules(set, prune, setup, ports);
    return prune ? await pruneSchedules(set, setup.caller, ports) : await applySchedules(set, setup, ports);
  };
  const holder = newId('set', ports.clock.now(), ports.random);
  const slot = <T>(key: string, doing: () => Promise<T>, places: number) =>
    withinSlot(`${SLOTS_PREFIX}${key}`, holder, SLOT_LEASE_MS, doing, ports, places);
  const ofProduct = () => slot(product, work, ENVS_AT_ONCE);
  const done = await slot(scopeKey({ product, env }), ofProduct, 1);
  if (done) return done;
  const message = `Another set of schedules of ${product} is at work; ask again when it is done.`;
  throw new RequestError(ErrorCode.ServiceUnavailable, message);
}

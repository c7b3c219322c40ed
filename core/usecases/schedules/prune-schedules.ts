import { ErrorCode } from '../../../contract/errors.ts';
import type { AppliedSchedules } from '../../../contract/named-schedule.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Caller } from '../../jobs/caller.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { AppliedSet } from '../../ports/name-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { untilWon } from '../../retry/until-won.ts';
import { answer, endBut } from './apply-schedules.ts';
import { completeSet, type DeclaredSet } from './declared-set.ts';

/**
 * Ends the schedules that were applied from code and are not in a set; makes and changes none.
 * @throws RequestError `ILLEGAL_TRANSITION` where a set is not applied to its end: what is to stand is not known then
 * @throws Superseded when a set was begun meanwhile
 */
export async function pruneSchedules(set: DeclaredSet, by: Caller, ports: Ports): Promise<AppliedSchedules> {
  const { scope, schedules } = set;
  const applied = await begin(set, ports);
  if (!applied) return answer(scope, []);
  const left = applied.names.filter((name) => Object.hasOwn(schedules, name));
  const ended = await endBut(left, scope, applied, by, ports);
  await completeSet(scope, applied, left, ports);
  return answer(scope, ended);
}

/** @returns null where nothing is to be ended */
async function begin({ scope, schedules, digest }: DeclaredSet, ports: Ports): Promise<AppliedSet | null> {
  const pruned = `pruned ${digest}`;
  return await untilWon('the schedules', async () => {
    const standing = await ports.names.findApplied(scope);
    if (standing?.open && standing.digest !== pruned) throw unfinished(scope);
    if (standing?.open) return { won: standing };
    if (!standing || standing.names.every((name) => Object.hasOwn(schedules, name))) return { won: null };
    const begun = { generation: standing.generation + 1, open: true, begun_at: ports.clock.now() };
    const next = { ...standing, ...begun, digest: pruned };
    return (await ports.names.setApplied(scope, next, standing.generation)) ? { won: next } : undefined;
  });
}

function unfinished({ product, env }: Scope): RequestError {
  return new RequestError(
    ErrorCode.IllegalTransition,
    `The last set of schedules of ${product} in ${env} is not applied to its end: apply the set first.`,
  );
}

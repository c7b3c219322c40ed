import type { AppliedSchedule, AppliedSchedules } from '../../../contract/named-schedule.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { Caller } from '../../jobs/caller.ts';
import { newJobId } from '../../jobs/job-id.ts';
import { isEnded } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { AppliedSet } from '../../ports/name-store.ts';
import { pagesOf } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { untilWon } from '../../retry/until-won.ts';
import { allSettled } from '../commit/execute-effects.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { beginSet, completeSet, type DeclaredSet, Superseded, takeName } from './declared-set.ts';
import { endJob, expectedRow } from './named-job.ts';
import { upsertSchedule } from './upsert-schedule.ts';

/** Schedules declared or ended side by side. */
const PAGE = 10;

/** Why the job of a schedule has ended that was removed from the code. */
export const NO_LONGER_DECLARED = 'The schedule is not declared any more.';

/**
 * Makes the schedules of a product and env that come from code exactly those of a set: declares each, which keeps a pause, and ends those that
 * an earlier set had. Others are left alone. What is refused is told with its schedule, and keeps no other from its place.
 * @throws Superseded when another set was begun meanwhile: that one stands
 * @throws Error for a fault; to apply the set again completes it, and the sweep does where the set is that of the config
 */
export async function applySchedules(
  { scope, schedules, digest }: DeclaredSet,
  setup: DispatchSetup,
  ports: Ports,
): Promise<AppliedSchedules> {
  const names = Object.keys(schedules);
  const applied = await beginSet(scope, digest, names, ports);
  if (!applied) return answer(scope, []);
  const declared = await inPages(names, (name) =>
    told(name, async () => {
      const body = { ...schedules[name], ...scope };
      const { outcome, job } = await upsertSchedule(name, body, applied, setup, ports);
      return [{ name, outcome, job_id: job.id }];
    }),
  );
  const ended = await endBut(names, scope, applied, setup.caller, ports);
  await completeSet(scope, applied, names, ports);
  return answer(scope, [...declared, ...ended]);
}

/** Ends the schedules that may stand from code, but for some. */
export async function endBut(
  names: readonly string[],
  scope: Scope,
  applied: AppliedSet,
  by: Caller,
  ports: Ports,
): Promise<AppliedSchedule[]> {
  const others = applied.names.filter((name) => !names.includes(name));
  return await inPages(others, (name) => endDeclared(name, scope, applied, by, ports));
}

/** What became of a set, in the order of the names. */
export function answer(
  { product, env }: Scope,
  schedules: readonly AppliedSchedule[],
  dry_run = false,
): AppliedSchedules {
  const sorted = [...schedules].sort((a, b) => (a.name < b.name ? -1 : 1));
  return { product, env, dry_run, schedules: sorted };
}

/** What became of a schedule, with the refusal where it was refused. */
export async function told(name: string, work: () => Promise<AppliedSchedule[]>): Promise<AppliedSchedule[]> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RequestError) || error instanceof Superseded) throw error;
    const { code, message, issues = [] } = error;
    const mistakes = issues.map(({ path, message: what }) => `${path}: ${what}`).join('; ');
    return [{ name, outcome: 'failed', error: { code, message: mistakes || message } }];
  }
}

/** Ends one schedule, so that nothing of an earlier set begins it anew; one that a caller has declared since continues. */
async function endDeclared(
  name: string,
  scope: Scope,
  { generation }: AppliedSet,
  by: Caller,
  ports: Ports,
): Promise<AppliedSchedule[]> {
  return await untilWon(`schedule ${name}`, async () => {
    const holder = await ports.names.find(scope, name);
    const row = holder && (await expectedRow(holder, name, undefined, ports));
    const mark = { generation, fences: true };
    if (!(await takeName(scope, name, holder, row, mark, ports))) return undefined;
    if (!row) {
      // One of an earlier set may be about to take it.
      const job_id = holder?.job_id ?? newJobId(ports.clock.now(), ports.random);
      const free = { ...holder, ...NO_JOB, job_id, generation };
      return (await ports.names.hold(scope, name, free, holder?.job_id)) ? { won: [] } : undefined;
    }
    await endJob(row, { reason: NO_LONGER_DECLARED, generation, onlyFromCode: true }, by, ports);
    const isLive = !isEnded(row) && row.declared?.by === 'config';
    return { won: isLive ? [{ name, outcome: 'ended' as const, job_id: row.id }] : [] };
  });
}

/** A holder whose job no process is about to make. */
const NO_JOB = { digest: '', held_at: 0 };

/** Does the work for all, some side by side. @throws the first fault of those that are done at once, when all of these have been tried */
async function inPages(
  names: readonly string[],
  work: (name: string) => Promise<AppliedSchedule[]>,
): Promise<AppliedSchedule[]> {
  const done: AppliedSchedule[] = [];
  for (const some of pagesOf(names, PAGE)) {
    const page = some.map(work);
    await allSettled(page);
    done.push(...(await Promise.all(page)).flat());
  }
  return done;
}

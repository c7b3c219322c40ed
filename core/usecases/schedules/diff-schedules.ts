import type { AppliedSchedule, AppliedSchedules } from '../../../contract/named-schedule.ts';
import { isEnded, type JobRow } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import { payloadOf } from '../../ports/job-store.ts';
import type { Ports } from '../../ports/ports.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { answer, told } from './apply-schedules.ts';
import { changesOf } from './changes-of.ts';
import type { DeclaredSet } from './declared-set.ts';
import { acceptDeclaration, readDeclaration } from './read-declaration.ts';
import { hasStart, outcomeOf } from './upsert-schedule.ts';

/** What applying a set would come to, or with `prune` what pruning by it would; writes nothing. */
export async function diffSchedules(
  { scope, schedules }: DeclaredSet,
  prune: boolean,
  setup: DispatchSetup,
  ports: Ports,
): Promise<AppliedSchedules> {
  const now = ports.clock.now();
  const known = (await ports.names.findApplied(scope))?.names ?? [];
  const declare = async (name: string): Promise<AppliedSchedule[]> => {
    const body = { ...schedules[name], ...scope };
    const wanted = readDeclaration(name, body, {}, setup, now);
    const row = await rowOf(name, scope, ports);
    const outcome = outcomeOf(wanted, row);
    if (outcome === 'unchanged') return [{ name, outcome, ...(row && { job_id: row.id }) }];
    const accepted = acceptDeclaration(wanted, setup, now);
    if (!row || outcome === 'created') return [{ name, outcome }];
    const standing = await payloadOf(row, row.payload, ports.jobs);
    const changes = changesOf(row, standing, accepted, hasStart(wanted.dispatch['schedule']));
    return [{ name, outcome, job_id: row.id, changes }];
  };
  const end = async (name: string): Promise<AppliedSchedule[]> => {
    const row = await rowOf(name, scope, ports);
    if (!row || isEnded(row) || row.declared?.by !== 'config') return [];
    return [{ name, outcome: 'ended', job_id: row.id }];
  };
  const names = Object.keys(schedules);
  const declared = prune ? [] : names.map((name) => told(name, () => declare(name)));
  const ended = known.filter((name) => !Object.hasOwn(schedules, name)).map(end);
  return answer(scope, (await Promise.all([...declared, ...ended])).flat(), true);
}

async function rowOf(name: string, scope: Scope, { names, jobs }: Ports): Promise<JobRow | null> {
  const holder = await names.find(scope, name);
  const row = holder && (await jobs.get(holder.job_id));
  return row && row.deleted_at === undefined ? row : null;
}

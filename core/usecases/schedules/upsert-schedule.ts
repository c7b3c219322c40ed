import { ErrorCode } from '../../../contract/errors.ts';
import type { UpsertedSchedule, UpsertOutcome } from '../../../contract/named-schedule.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RequestError } from '../../errors/request-error.ts';
import { pauseOf } from '../../jobs/declare.ts';
import { newJobId } from '../../jobs/job-id.ts';
import { isEnded, type JobRow } from '../../jobs/row.ts';
import type { NameHolder } from '../../ports/name-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { untilWon } from '../../retry/until-won.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { commitNewJob } from '../dispatch/commit-new-job.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { type ByCode, takeName } from './declared-set.ts';
import { endJob, expectedRow, isGone, ROW_EXPECTED, toNamedSchedule } from './named-job.ts';
import { acceptDeclaration, type ReadDeclaration, readDeclaration } from './read-declaration.ts';

/** Versions of payloads are below it: two that change a job at once write each a version of its own. */
const VERSIONS = 2 ** 40;

/**
 * Declares a named schedule: makes its job, or changes the job that it has, which keeps its counts, its history and a pause. What is
 * declared already writes nothing, also where the same would be refused by now. A schedule whose job was cancelled or deleted
 * begins anew; so does one whose job has had all its runs when it is declared otherwise.
 * @param by a caller, or the set of the code that the schedule is in
 * @throws RequestError naming every mistake; nothing was written then
 * @throws Superseded when a later set has decided on the schedule
 */
export async function upsertSchedule(
  name: string,
  body: unknown,
  by: 'call' | ByCode,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule> {
  const wanted = readDeclaration(name, body, by, setup, ports.clock.now());
  const set = by === 'call' ? undefined : by;
  return await untilWon(`schedule ${name}`, async () => {
    const holder = await ports.names.find(wanted.scope, name);
    const row = holder && (await expectedRow(holder, name, wanted.declared.digest, ports));
    if (set && !(await takeName(wanted.scope, name, holder, row, set, ports))) return undefined;
    const won = await attempt(wanted, holder, row, set, setup, ports);
    return won && { won };
  });
}

/** @returns undefined when another process was faster */
async function attempt(
  wanted: ReadDeclaration,
  holder: NameHolder | null,
  row: JobRow | null,
  set: ByCode | undefined,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule | undefined> {
  const outcome = outcomeOf(wanted, row);
  if (!row || outcome === 'created') return await create(wanted, holder, row, setup, ports);
  if (outcome === 'changed') return await change(wanted, row, setup, ports);
  return set?.fences ? await keep(wanted, row, set, ports) : upserted(row, outcome);
}

/** What a declaration comes to where this row stands for its schedule, if it is accepted. */
export function outcomeOf({ namespace, declared }: ReadDeclaration, row: JobRow | null): UpsertOutcome {
  if (!row || isGone(row)) return 'created';
  if (row.declared?.digest === declared.digest) return 'unchanged';
  return row.namespace === namespace && !isEnded(row) ? 'changed' : 'created';
}

/** Leaves the job as it is, and whatever an earlier set still does of no effect. */
async function keep(
  { declared }: ReadDeclaration,
  row: JobRow,
  { generation }: ByCode,
  ports: Ports,
): Promise<UpsertedSchedule | undefined> {
  const committed = await decideAndCommit(row.id, { type: 'fence', generation }, ports, row);
  if (committed?.row.declared?.digest !== declared.digest || isGone(committed.row)) return undefined;
  await executeEffects(committed.decision.after, committed.row, ports);
  return upserted(committed.row, 'unchanged');
}

/** Makes the job of the schedule: takes the name first, so that of all that try at once one job comes. */
async function create(
  wanted: ReadDeclaration,
  holder: NameHolder | null,
  row: JobRow | null,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule | undefined> {
  const { scope, declared } = wanted;
  const now = ports.clock.now();
  const { job, payload } = acceptDeclaration(wanted, setup, now);
  const held = row ? pauseOf(row) : holder?.held;
  const repeats = !row && holder?.digest === declared.digest && now - holder.held_at <= ROW_EXPECTED;
  const id = repeats ? holder.job_id : newJobId(now, ports.random);
  if (!repeats) {
    const { generation = holder?.generation } = declared;
    if (row)
      await endJob(
        row,
        { reason: 'declared anew', ...defined({ generation: declared.generation }) },
        setup.caller,
        ports,
      );
    const mine = { job_id: id, digest: declared.digest, held_at: now, ...defined({ generation, held }) };
    if (!(await ports.names.hold(scope, declared.name, mine, holder?.job_id))) return undefined;
  }
  const made = { id, ...job, declared, asked: setup.caller };
  const { row: standing, created } = await commitNewJob(made, payload, ports, now, held);
  return created ? upserted(standing, 'created') : undefined;
}

async function change(
  wanted: ReadDeclaration,
  row: JobRow,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule | undefined> {
  const { job, payload } = acceptDeclaration(wanted, setup, ports.clock.now());
  const { target, schedule, retry, timeout, fairness_key, expected_duration } = job;
  const version = { id: row.id, payload: 1 + Math.floor(ports.random() * VERSIONS) };
  const declaration = {
    declared: wanted.declared,
    target,
    schedule,
    hasStart: hasStart(wanted.dispatch['schedule']),
    retry,
    timeout,
    ...defined({ fairness_key, expected_duration }),
    payload: version.payload,
  };
  await ports.jobs.putPayload(version, payload);
  const event = { type: 'declare', declaration, asked: setup.caller } as const;
  const committed = await decideAndCommit(row.id, event, ports, row).catch(
    async (error: unknown): Promise<null> => {
      // Only a refusal is certain: what AWS has not answered may be committed, and then needs its payload.
      if (!(error instanceof RequestError)) throw error;
      await ports.jobs.deletePayload(version);
      // It has ended meanwhile: then it is made anew.
      if (error.code === ErrorCode.IllegalTransition) return null;
      throw error;
    },
  );
  if (committed?.row.payload === version.payload) {
    await executeEffects(committed.decision.after, committed.row, ports);
    return upserted(committed.row, 'changed');
  }
  await ports.jobs.deletePayload(version);
  return undefined;
}

/** Whether a declared schedule says when it begins. */
export function hasStart(schedule: unknown): boolean {
  return typeof schedule === 'object' && schedule !== null && 'start_at' in schedule;
}

function upserted(row: JobRow, outcome: UpsertOutcome): UpsertedSchedule {
  return { ...toNamedSchedule(row), outcome };
}

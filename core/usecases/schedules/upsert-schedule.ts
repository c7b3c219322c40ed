import { ErrorCode } from '../../../contract/errors.ts';
import type { DeclaredBy, UpsertedSchedule, UpsertOutcome } from '../../../contract/named-schedule.ts';
import { RequestError } from '../../errors/request-error.ts';
import { NoCapacity } from '../../errors/run-error.ts';
import { newJobId } from '../../jobs/job-id.ts';
import { isEnded, type JobRow } from '../../jobs/row.ts';
import type { NameHolder } from '../../ports/name-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { untilWon } from '../../retry/until-won.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { commitNewJob } from '../dispatch/commit-new-job.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { endJob, isGone, toNamedSchedule } from './named-job.ts';
import { acceptDeclaration, type ReadDeclaration, readDeclaration } from './read-declaration.ts';

/** A process that took a name longer ago and has not written the row of its job is dead, ms: an invocation of the API is shorter. */
const ROW_EXPECTED = 120_000;

/** How often and how long the row of a job is waited for whose name another process took a moment ago; times, and ms in between. */
const LOOK_AGAIN = { times: 20, every: 100 };

/** Versions of payloads are below it: two that change a job at once write each a version of its own. */
const VERSIONS = 2 ** 40;

/**
 * Declares a named schedule: makes its job, or changes the job that it has, which keeps its counts, its history and a pause. What is
 * declared already writes nothing, also where the same would be refused by now. A schedule whose job was cancelled or deleted
 * begins anew; so does one whose job has had all its runs when it is declared otherwise.
 * @throws RequestError naming every mistake; nothing was written then
 */
export async function upsertSchedule(
  name: string,
  body: unknown,
  by: DeclaredBy,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule> {
  const wanted = readDeclaration(name, body, by, setup, ports.clock.now());
  return await untilWon(`schedule ${name}`, async () => {
    const holder = await ports.names.find(wanted.scope, name);
    const row = holder && (await expectedRow(holder, wanted, ports));
    const won = await attempt(wanted, holder, row, setup, ports);
    return won && { won };
  });
}

/** @returns undefined when another process was faster */
async function attempt(
  wanted: ReadDeclaration,
  holder: NameHolder | null,
  row: JobRow | null,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule | undefined> {
  if (!row || isGone(row)) return await create(wanted, holder, row, setup, ports);
  if (row.declared?.digest === wanted.declared.digest) return upserted(row, 'unchanged');
  const isSameJob = row.namespace === wanted.namespace && !isEnded(row);
  return isSameJob
    ? await change(wanted, row, setup, ports)
    : await create(wanted, holder, row, setup, ports);
}

/** The row of the job that holds the name; a moment later where another process is about to write it. */
async function expectedRow(
  { job_id, digest, held_at }: NameHolder,
  wanted: ReadDeclaration,
  { jobs, clock }: Ports,
): Promise<JobRow | null> {
  for (let looks = 1; ; looks += 1) {
    const row = await jobs.get(job_id);
    // What repeats the very declaration may do what the other process has not done.
    if (row || digest === wanted.declared.digest || clock.now() - held_at > ROW_EXPECTED) return row;
    if (looks === LOOK_AGAIN.times)
      throw new NoCapacity(`The schedule ${wanted.declared.name} is being declared by another call.`);
    await clock.sleepUntil(clock.now() + LOOK_AGAIN.every);
  }
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
  const repeats = !row && holder?.digest === declared.digest && now - holder.held_at <= ROW_EXPECTED;
  const id = repeats ? holder.job_id : newJobId(now, ports.random);
  if (!repeats) {
    if (row) await endJob(row, 'declared anew', ports);
    const mine = { job_id: id, digest: declared.digest, held_at: now };
    if (!(await ports.names.hold(scope, declared.name, mine, holder?.job_id))) return undefined;
  }
  const { row: standing, created } = await commitNewJob({ id, ...job, declared }, payload, ports, now);
  return created ? upserted(standing, 'created') : undefined;
}

async function change(
  wanted: ReadDeclaration,
  row: JobRow,
  setup: DispatchSetup,
  ports: Ports,
): Promise<UpsertedSchedule | undefined> {
  const { job, payload } = acceptDeclaration(wanted, setup, ports.clock.now());
  const { target, schedule, retry, timeout } = job;
  const version = { id: row.id, payload: 1 + Math.floor(ports.random() * VERSIONS) };
  const declaration = {
    declared: wanted.declared,
    target,
    schedule,
    hasStart: hasStart(wanted.dispatch['schedule']),
    retry,
    timeout,
    payload: version.payload,
  };
  await ports.jobs.putPayload(version, payload);
  const committed = await decideAndCommit(row.id, { type: 'declare', declaration }, ports, row).catch(
    async (error: unknown) => {
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

function hasStart(schedule: unknown): boolean {
  return typeof schedule === 'object' && schedule !== null && 'start_at' in schedule;
}

function upserted(row: JobRow, outcome: UpsertOutcome): UpsertedSchedule {
  return { ...toNamedSchedule(row), outcome };
}

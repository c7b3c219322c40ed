import { ErrorCode } from '../../../contract/errors.ts';
import { boundedFailure, NoCapacity, TakenOver } from '../../errors/run-error.ts';
import { LOST } from '../../jobs/abandon.ts';
import { isEndOf } from '../../jobs/end-run.ts';
import type { Ending, Outcome } from '../../jobs/finish.ts';
import type { Payload } from '../../jobs/payload.ts';
import { type JobRow, originOf } from '../../jobs/row.ts';
import type { RunningRun } from '../../jobs/run-in-flight.ts';
import { payloadOf } from '../../ports/job-store.ts';
import type { Runner } from '../../ports/namespace.ts';
import type { Ports } from '../../ports/ports.ts';
import { endLostRuns } from '../commit/end-lost-runs.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { waitForSlot } from './acquire-slot.ts';
import { commitEnd } from './commit-end.ts';

/** What is on its way when an attempt begins. */
export interface Ready {
  /** Resolves when the wake-ups of the row are sent, or could not be. */
  armed: Promise<void>;
  /** The payload, if it was asked for ahead. */
  payload: PayloadAhead | undefined;
}

/** A payload that is read while its run is waited for. */
export interface PayloadAhead {
  version: number | undefined;
  /** Null also when it could not be read. */
  read: Promise<Payload | null>;
}

/**
 * Does one attempt of a claimed run and commits how it ended.
 * @param lasting the ports with the patience due to the end of a run that was done
 */
export async function runAttempt(
  row: JobRow,
  run: RunningRun,
  { armed, payload: ahead }: Ready,
  ports: Ports,
  lasting: Ports,
  runner: Runner,
): Promise<void> {
  const ready = await readyFor(row, run, ahead, ports);
  const started_at = ports.clock.now();
  const outcome = 'ok' in ready ? ready : await outcomeOf(row, run, ready.payload, runner);
  const duration_ms = ports.clock.now() - started_at;
  if (outcome.ok === 'recorded') {
    ports.telemetry({ type: 'found-ended', row, run });
  } else if (outcome.ok === 'deferred') {
    ports.telemetry({ type: 'deferred', row, run, until: outcome.deferral.until });
  } else {
    const error = outcome.ok ? {} : { error: boundedFailure(outcome.failure) };
    ports.telemetry({ type: 'attempt', row, run, started_at, duration_ms, ...error });
  }

  // Of a run whose target was not called nothing is to be recorded: it waits, and comes again no faster than its wake-ups are sent.
  if ('ok' in ready) await armed;
  const event = { type: 'finish', run, started_at, outcome } as const;
  const committed = await commitEnd(row, event, ports, lasting);
  if (!committed) return;
  await executeEffects(committed.decision.after, committed.row, lasting);
  await endLostRuns(committed, LOST, lasting);
  // The message must not be deleted, as a redelivery may have it and die: the next receiver finds out.
  if (!committed.decision.row)
    throw new TakenOver(`run ${run.number} of ${row.id} was taken over by a redelivery`);
}

/**
 * What an attempt needs before its target is called, or why it is not: it has ended by its record, or there is no capacity to
 * learn that or to read its payload. Then nothing was called, and the run comes again rather than being taken for lost.
 */
async function readyFor(
  row: JobRow,
  run: RunningRun,
  ahead: Ready['payload'],
  ports: Ports,
): Promise<Ending | { payload: Payload | null }> {
  try {
    const { payload: version } = originOf(row, run);
    const read = async () =>
      (ahead?.version === version ? await ahead?.read : null) ?? (await payloadOf(row, version, ports.jobs));
    const [payload] = await Promise.allSettled([read()]);
    // Last, so that nothing can be written down between this look and the call.
    const recorded = await recordedEnd(row, run, ports);
    if (recorded) return recorded;
    if (payload.status === 'rejected') throw payload.reason;
    return { payload: payload.value };
  } catch (error) {
    if (error instanceof NoCapacity) {
      const { deferral } = waitForSlot(ports, run);
      return { ok: 'deferred', deferral: { ...deferral, ...(run.lost > 0 && { unasked: true }) } };
    }
    throw error;
  }
}

/**
 * How an earlier worker ended the attempt, which it wrote down but could not commit. It is asked for when the fence is
 * committed that keeps that worker from the row: before, its record could still slip in between.
 */
async function recordedEnd(row: JobRow, run: RunningRun, ports: Ports): Promise<Ending | undefined> {
  if (run.lost === 0) return undefined;
  const recorded = await ports.history.find(row.id, run.occurrence);
  if (!recorded || !isEndOf(run, recorded)) return undefined;
  return { ok: 'recorded', execution: recorded.execution };
}

async function outcomeOf(
  row: JobRow,
  run: RunningRun,
  payload: Payload | null,
  runner: Runner,
): Promise<Outcome> {
  if (payload) return await runner(row, payload, run);
  return { ok: false, failure: { code: ErrorCode.Internal, message: 'The payload of the job is gone.' } };
}

import { ErrorCode } from '../../contract/errors.ts';
import type { JobRow, RunInFlight } from '../jobs/row.ts';
import type { Ports } from '../ports/ports.ts';
import type { Runner } from '../ports/runner.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';

/** Does one attempt of a claimed run and commits how it ended. */
export async function runAttempt(row: JobRow, run: RunInFlight, ports: Ports, runner: Runner): Promise<void> {
  const payload = await ports.jobs.getPayload(row.id);
  const started_at = ports.clock.now();
  const outcome = payload
    ? await runner(row, payload, run)
    : ({
        ok: false,
        failure: { code: ErrorCode.Internal, message: 'The payload of the job is gone.' },
      } as const);
  const duration_ms = ports.clock.now() - started_at;
  if (outcome.ok === 'deferred') {
    ports.telemetry({ type: 'deferred', row, run, until: outcome.deferral.until });
  } else {
    const error = outcome.ok
      ? {}
      : { error: { code: outcome.failure.code, message: outcome.failure.message } };
    ports.telemetry({ type: 'attempt', row, run, started_at, duration_ms, ...error });
  }

  const settled = await settle(row.id, { type: 'finish', run, started_at, outcome }, ports, row);
  if (settled) await carryOut(settled.decision.after, settled.row, ports);
}

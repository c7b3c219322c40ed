import type { WakeUp } from '../jobs/wake-up.ts';
import type { Ports } from '../ports/ports.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';

/** Records the run of a dead-lettered wake-up as failed. */
export async function setAside(wake: WakeUp, ports: Ports): Promise<void> {
  ports.telemetry({ type: 'dead-letter', job_id: wake.job_id, kind: wake.kind });
  const settled = await settle(wake.job_id, { type: 'dead-letter', wake }, ports);
  if (settled) await carryOut(settled.decision.after, settled.row, ports);
}

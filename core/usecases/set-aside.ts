import { UNDELIVERED } from '../jobs/dead-letter.ts';
import type { WakeUp } from '../jobs/wake-up.ts';
import type { Ports } from '../ports/ports.ts';
import { buryGivenUp } from './bury-given-up.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';
import { forgetOrphan } from './forget-orphan.ts';

/** Records the run of a dead-lettered wake-up as failed. */
export async function setAside(wake: WakeUp, ports: Ports): Promise<void> {
  ports.telemetry({ type: 'dead-letter', job_id: wake.job_id, kind: wake.kind });
  const settled = await settle(wake.job_id, { type: 'dead-letter', wake }, ports);
  if (!settled) return await forgetOrphan(wake, ports);
  await carryOut(settled.decision.after, settled.row, ports);
  await buryGivenUp(settled, UNDELIVERED, ports);
}

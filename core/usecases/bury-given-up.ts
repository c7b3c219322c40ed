import type { RunFailure } from '../../contract/errors.ts';
import type { Ports } from '../ports/ports.ts';
import { carryOut } from './carry-out.ts';
import { type Settled, settle } from './commit.ts';

/** Ends the runs that a commit gave up; should the process die before, the next wake-up does it. */
export async function buryGivenUp(
  { decision, row }: Settled,
  failure: RunFailure,
  ports: Ports,
): Promise<void> {
  if (!decision.after.some((effect) => effect.type === 'bury')) return;
  const settled = await settle(row.id, { type: 'bury', failure }, ports);
  if (settled) await carryOut(settled.decision.after, settled.row, ports);
}

import type { RunFailure } from '../../contract/errors.ts';
import { isGivenUp } from '../jobs/row.ts';
import type { Ports } from '../ports/ports.ts';
import { carryOut } from './carry-out.ts';
import { type Settled, settle } from './commit.ts';

/**
 * Ends the runs that a commit gave up, when it has asked the history whether their workers had ended them after all; should
 * the process die before, the next wake-up does it.
 */
export async function buryGivenUp(
  { decision, row }: Settled,
  failure: RunFailure,
  ports: Ports,
): Promise<void> {
  if (!decision.after.some((effect) => effect.type === 'bury')) return;
  const asked = await Promise.all(
    row.runs.filter(isGivenUp).map(async ({ number, occurrence }) => {
      return { number, recorded: await ports.history.find(row.id, occurrence) };
    }),
  );
  const settled = await settle(row.id, { type: 'bury', failure, asked }, ports);
  if (settled) await carryOut(settled.decision.after, settled.row, ports);
}

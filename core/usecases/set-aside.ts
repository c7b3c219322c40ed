import { UNDELIVERED } from '../jobs/dead-letter.ts';
import type { WakeUp } from '../jobs/wake-up.ts';
import type { Ports } from '../ports/ports.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';
import { forgetOrphan } from './forget-orphan.ts';

/** Records the run of a dead-lettered wake-up as failed. */
export async function setAside(wake: WakeUp, ports: Ports): Promise<void> {
  ports.telemetry({ type: 'dead-letter', job_id: wake.job_id, kind: wake.kind });
  const settled = await settle(wake.job_id, { type: 'dead-letter', wake }, ports);
  if (!settled) return await forgetOrphan(wake, ports);
  await carryOut(settled.decision.after, settled.row, ports);
  for (const effect of settled.decision.after) {
    if (effect.type !== 'run') continue;
    const { run } = effect;
    const outcome = { ok: false, failure: UNDELIVERED } as const;
    const event = { type: 'finish', run, started_at: run.started_at, outcome } as const;
    const ended = await settle(wake.job_id, event, ports);
    if (ended) await carryOut(ended.decision.after, ended.row, ports);
  }
}

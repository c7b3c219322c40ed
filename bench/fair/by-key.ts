import { setTimeout as sleep } from 'node:timers/promises';
import { type Figures, lateness, Measured, withCloud } from './measured.ts';

/** How long before they are due the flood's jobs are dispatched, ms, each hundred: the more there are the longer it takes. */
const DISPATCH_MS = 700;

/**
 * How late the runs of one tenant are, alone and then beside `flood` jobs of another in the same product that are all due in one second: by a
 * fairness key for each, and without keys.
 */
export async function byKey(flood: number, seconds: number): Promise<Record<string, Figures>> {
  return { ...(await beside(flood, seconds, true)), ...(await beside(flood, seconds, false)) };
}

async function beside(flood: number, seconds: number, keyed: boolean): Promise<Record<string, Figures>> {
  return await withCloud(['bench'], 0, async ({ target, clientOf }) => {
    const name = keyed ? 'by key' : 'without keys';
    const ductape = clientOf('bench');
    const measured = new Measured(ductape, keyed ? { fairness_key: 'quiet' } : {});
    await measured.begin();
    await sleep(10_000);
    const alone = await lateness(`${name}: alone`, measured, target, seconds);
    const start_at = Date.now() + (flood / 100) * DISPATCH_MS + 5000;
    const loud = { fairness_key: 'loud' };
    const due = {
      namespace: 'actions' as const,
      app: 'target',
      event: 'hit',
      input: { body: {} },
      ...(keyed && loud),
      schedule: { start_at },
    };
    for (let sent = 0; sent < flood; sent += 100) await ductape.dispatchMany(Array(100).fill(due));
    await sleep(Math.max(0, start_at - Date.now()));
    const before = target.hits.length;
    const began = Date.now();
    const flooded = await lateness(`${name}: beside`, measured, target, 600, () => {
      return target.hits.length - before >= flood;
    });
    process.stdout.write(`${name}: the flood of ${flood} was done in ${(Date.now() - began) / 1000} s\n`);
    await measured.end();
    return { ...alone, ...flooded };
  });
}

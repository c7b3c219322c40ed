import { setTimeout as sleep } from 'node:timers/promises';
import { type Figures, lateness, Measured, withCloud } from './measured.ts';

/** The hanging product's jobs have this interval, ms, and begin spread over it. */
const HANGING_EVERY = 2000;

/** How late the runs of one product are, alone and then beside another product, `rate` of whose runs begin a second and hang for `hang` ms. */
export async function byProduct(
  rate: number,
  hang: number,
  seconds: number,
): Promise<Record<string, Figures>> {
  return await withCloud(['bench', 'crowd'], hang, async ({ target, clientOf }) => {
    const measured = new Measured(clientOf('bench'), {});
    await measured.begin();
    await sleep(15_000);
    const alone = await lateness('by product: alone', measured, target, seconds);
    const crowd = clientOf('crowd');
    const jobs = Math.max(1, Math.round((rate * HANGING_EVERY) / 1000));
    const begin = Date.now() + 1000;
    for (let i = 0; i < jobs; i += 1) {
      const start_at = begin + Math.round((i * HANGING_EVERY) / jobs);
      await crowd.actions.dispatch({
        app: 'target',
        event: 'hang',
        input: { body: {} },
        schedule: { every: HANGING_EVERY, start_at, overlap: 'allow' },
      });
    }
    const first = await lateness('by product: first seconds beside', measured, target, seconds);
    if (seconds < 60) await sleep((60 - seconds) * 1000);
    const beside = await lateness('by product: beside', measured, target, seconds);
    await measured.end();
    return { ...alone, ...first, ...beside };
  });
}

import { setTimeout } from 'node:timers/promises';
import { watchStretches } from '../../../lambdas/executor/watch-stretches.ts';

/** Holds the event loop. */
function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the executor', () => {
  test('tells of a stretch that held its event loop', async () => {
    const told: unknown[] = [];
    const watch = watchStretches({ warn: (...said: unknown[]) => void told.push(said) });
    watch.before();
    await setTimeout(50);
    hold(400);
    await setTimeout(50);
    watch.after();
    expect(told).toEqual([['the event loop was held', { stretch_ms: expect.any(Number) }]]);
    const [[, { stretch_ms }]] = told as [[string, { stretch_ms: number }]];
    expect(stretch_ms).toBeGreaterThan(300);
  });
});

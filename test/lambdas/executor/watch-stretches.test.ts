import { monitorEventLoopDelay } from 'node:perf_hooks';
import { watchStretches } from '../../../lambdas/executor/watch-stretches.ts';
import { until } from '../../until.ts';

/** Holds the event loop. */
function hold(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('the executor', () => {
  test('tells of a stretch that held its event loop', async () => {
    const told: unknown[] = [];
    const watch = watchStretches({ warn: (...said: unknown[]) => void told.push(said) });
    const beside = monitorEventLoopDelay({ resolution: 20 });
    watch.before();
    beside.enable();
    await until('a look at the event loop', () => beside.count > 0);
    hold(400);
    await until('the stretch to be seen', () => beside.max > 300e6);
    watch.after();
    beside.disable();
    expect(told).toEqual([['the event loop was held', { stretch_ms: expect.any(Number) }]]);
    const [[, { stretch_ms }]] = told as [[string, { stretch_ms: number }]];
    expect(stretch_ms).toBeGreaterThan(300);
  });
});

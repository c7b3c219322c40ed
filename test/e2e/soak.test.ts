import { soak } from '../../bench/soak/run.ts';

test('while workers are killed every occurrence is run, skipped with a reason, or still due', async () => {
  const lines: string[] = [];
  const verdict = await soak({
    jobs: 40,
    frequent: 24,
    duration: 10_000,
    killEvery: 2000,
    commandEvery: 500,
    settleWithin: 3000,
    say: (line) => void lines.push(line),
  });
  expect(verdict.faults).toEqual([]);
  expect(verdict.kills).toBeGreaterThan(0);
  expect(verdict.runs).toBeGreaterThan(0);
}, 180_000);

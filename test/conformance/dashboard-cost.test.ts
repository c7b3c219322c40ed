import { dashboardCost, monthOf } from './dashboard-capacity.ts';
import { isEngineInstalled } from './list-capacity.ts';
import { startTable } from './stores.ts';

(isEngineInstalled() ? describe : describe.skip)('an open tab of the dashboard', () => {
  test('polls for half a read unit, reads a job that is as it was for one, and jobs that changed for half a unit each', async () => {
    const { client, stop } = await startTable();
    try {
      const costs = await dashboardCost(client);
      expect(costs).toMatchObject({
        'a poll of changes, with the holds': 1.5,
        'a job that is as it was': 1,
        'ten jobs that changed, by their ids': 5,
      });
      const job = (9.7 * 30 * 86_400) / 1_000_000;
      expect(monthOf(costs, 4, 1.2, 6) + monthOf(costs, 16, 20, 1)).toBeLessThan(job);
    } finally {
      await stop();
    }
  }, 60_000);
});

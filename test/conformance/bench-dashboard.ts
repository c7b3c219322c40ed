import { dashboardCost, monthOf } from './dashboard-capacity.ts';
import { startTable } from './stores.ts';

const { client, stop } = await startTable();
try {
  const costs = await dashboardCost(client);
  console.table(
    Object.fromEntries(Object.entries(costs).map(([what, units]) => [what, { 'read units': units }])),
  );
  const used = monthOf(costs, 4, 1.2, 6);
  const idle = monthOf(costs, 16, 20, 1);
  const usd = (value: number) => ({ 'USD a month': Number(value.toFixed(2)) });
  console.table({
    'one tab, used day and night': usd(monthOf(costs, 1, 1.2, 6)),
    'one tab, open and not used': usd(monthOf(costs, 1, 20, 1)),
    '20 tabs, four of them used': usd(used + idle),
    'one job a second, docs/costs.md': usd((9.7 * 30 * 86_400) / 1_000_000),
  });
} finally {
  await stop();
}

import { PRICED, priceAhead, priceOfOne } from '../../../../core/schedule/preview/price-ahead.ts';
import { DAY, HOUR, MINUTE } from '../../../../core/time/units.ts';
import { cron, every, once } from '../tables.ts';

const NOW = Date.UTC(2026, 10, 26);
const NEAR = 15 * MINUTE;
const month = (runs: number) => ({ runs, active: PRICED });

test.each([
  ['a daily cron', priceAhead(cron('0 9 * * *'), month(30), NEAR), 60, 0.0004852],
  [
    'a daily cron of minute precision',
    priceAhead(cron('0 9 * * *', { precision: 'minute' }), month(30), NEAR),
    30,
    0.0001797,
  ],
  ['an interval as long as a message waits', priceAhead(every(NEAR, NOW), month(2880), NEAR), 720, 0.03184],
  ['a cron as often, across midnight too', priceAhead(cron('*/15 * * * *'), month(2880), NEAR), 720, 0.03184],
  ['a cron of two hours', priceAhead(cron('*/15 9,10 * * *'), month(240), NEAR), 270, 0.003267],
  ['a coarse one', priceAhead(every(HOUR + 1, NOW), month(720), NEAR), 720 + 720, 0.01164],
  [
    'a coarse one that begins a millisecond before the month ends',
    priceAhead(every(HOUR + 1, NOW), { runs: 1, active: 1 }, NEAR),
    2,
    0.00001617,
  ],
  ['one that does not run', priceAhead(cron('0 0 1 1 *'), { runs: 0, active: 0 }, NEAR), 0, 0],
  ['a far one-time job', priceOfOne(once(NOW + DAY), NOW, NEAR), 1, 0.00001792],
])('the price of %s is that of its runs and wake-ups, to four digits', (_what, price, ticks, usd) => {
  expect(price).toMatchObject({ ticks, usd });
});

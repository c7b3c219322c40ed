import { isEngineInstalled, listCost, PAGES } from './list-capacity.ts';
import { statsCost } from './stats-capacity.ts';
import { startTable } from './stores.ts';

const installed = isEngineInstalled();
if (!installed)
  console.warn('The cost of lists is not measured: the native DynamoDB engine is not installed.');

(installed ? describe : describe.skip)('statistics', () => {
  test('cost the same reads over 100 jobs and over 2 000, of all time and of a day', async () => {
    const small = await startTable();
    const large = await startTable();
    try {
      const few = await statsCost(small.client, 100);
      const many = await statsCost(large.client, 2000);
      expect(few).toEqual({
        ever: { total: 100, units: few.ever.units },
        day: { total: 100, units: few.day.units },
      });
      expect(many.ever).toEqual({ total: 2000, units: few.ever.units });
      expect(many.day).toEqual({ total: 2000, units: few.day.units });
    } finally {
      await small.stop();
      await large.stop();
    }
  }, 120_000);
});

(installed ? describe : describe.skip)('a page of a list', () => {
  test('costs the same reads out of 200 jobs, the fewest that fill every page, and out of 10 000', async () => {
    const small = await startTable();
    const large = await startTable();
    try {
      const few = await listCost(small.client, 200);
      const many = await listCost(large.client, 10_000);
      for (const page of PAGES) {
        expect(few[page]?.jobs).toBe(50);
        expect(few[page]?.units).toBeGreaterThan(0);
        expect(many[page]).toEqual(few[page]);
        expect(many[`${page}, midway`]).toEqual(few[page]);
      }
    } finally {
      await small.stop();
      await large.stop();
    }
  }, 120_000);
});

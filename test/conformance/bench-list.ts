import { listCost } from './list-capacity.ts';
import { statsCost } from './stats-capacity.ts';
import { startTable } from './stores.ts';

/** `npm run bench:list -- JOBS`: the read units of pages and statistics of few jobs and of as many as that. */
const [most = 100_000] = process.argv.slice(2).map(Number);

/** The smallest is the fewest jobs that fill every page. */
const SIZES = [200, 10_000, most];

const table: Record<string, Record<string, number>> = {};
for (const size of SIZES) {
  const { client, stop } = await startTable();
  try {
    for (const [page, { units, jobs }] of Object.entries(await listCost(client, size))) {
      table[page] = {
        ...table[page],
        [`${size} jobs: read units`]: units,
        [`${size} jobs: on the page`]: jobs,
      };
    }
  } finally {
    await stop();
  }
}
console.table(table);

const statistics: Record<string, object> = {};
for (const size of [100, most]) {
  const { client, stop } = await startTable();
  try {
    const { ever, day } = await statsCost(client, size);
    statistics[`${size} jobs`] = { 'of all time: read units': ever.units, 'of a day: read units': day.units };
  } finally {
    await stop();
  }
}
console.table(statistics);

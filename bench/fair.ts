import { parseArgs } from 'node:util';
import { byKey } from './fair/by-key.ts';
import { byProduct } from './fair/by-product.ts';
import { inVirtualTime } from './fair/in-virtual-time.ts';
import type { Figures } from './fair/measured.ts';

/**
 * `npm run bench:fair -- --rate R --hang MS --seconds S --flood N --storm J --concurrency C`: how late runs are, alone and beside noise. By product: another product has
 * R runs a second that hang for MS. By key: another tenant of the same product has N jobs due in one second, with fairness keys and without; and in virtual
 * time J jobs, with C executors, and a tenth of them with 50.
 */
const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '2.5' },
    hang: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    flood: { type: 'string', default: '3000' },
    storm: { type: 'string', default: '100000' },
    concurrency: { type: 'string', default: '1000' },
  },
});
const [rate = 0, hang = 0, seconds = 0, flood = 0, jobs = 0, concurrency = 0] = [
  values.rate,
  values.hang,
  values.seconds,
  values.flood,
  values.storm,
  values.concurrency,
].map(Number);

console.table({
  ...(await inVirtualTime({ jobs, concurrency })),
  ...(await inVirtualTime({ jobs: Math.ceil(jobs / 10), concurrency: 50 })),
});

const figures = { ...(await byProduct(rate, hang, seconds)), ...(await byKey(flood, seconds)) };
console.table(figures);
const ratios = ['by product', 'by key', 'without keys'].flatMap((name) =>
  ['every second', 'at once'].map((kind) => [`${name}, ${kind}`, ratioOf(figures, name, kind)] as const),
);
process.stdout.write(`${JSON.stringify({ p99_ratio: Object.fromEntries(ratios) })}\n`);

function ratioOf(all: Record<string, Figures>, name: string, kind: string): number {
  const [beside, alone] = ['beside', 'alone'].map((when) => all[`${name}: ${when}, ${kind}`]?.p99_ms);
  return Number(((beside ?? 0) / (alone || Number.NaN)).toFixed(2));
}

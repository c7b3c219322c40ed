import { availableParallelism, loadavg } from 'node:os';
import { startBullmq } from './lag/bullmq.ts';
import { type Contender, carry } from './lag/contender.ts';
import { startDuctape } from './lag/ductape.ts';
import { LOAD_PERIOD, loadFrom } from './lag/load.ts';
import { type Figures, figuresOf } from './lag/report.ts';
import { startTarget, type Target } from './target.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const target = await startTarget();
const table: Record<string, Figures> = {};
const overall: Record<string, Figures> = {};
let origin: number | undefined;

/**
 * Puts the load on a scheduler, about three minutes; false when it is not there. Compared is when the call of a run
 * arrives at the target, a moment that both have; the target, which notes it, shares its process with the embedded
 * cloud's services but with nothing of BullMQ's except the client that adds jobs.
 */
async function measure(start: (target: Target) => Promise<Contender | undefined>): Promise<boolean> {
  const load = loadavg()[0] ?? 0;
  const contender = await start(target);
  if (!contender) return false;
  try {
    // A round begins at the same place in the minute as the last one.
    origin = nextRound(origin);
    say(`${contender.name}: warming up, then far jobs, near and recurring ones; three minutes`);
    // What others do on the machine makes every run late.
    say(`load average before: ${load.toFixed(1)} on ${availableParallelism()} cores`);
    const figures = figuresOf(await carry(contender, loadFrom(origin), target));
    for (const [kind, some] of Object.entries(figures)) table[`${contender.name}, ${kind}`] = some;
    if (figures['overall']) overall[contender.name] = figures['overall'];
    return true;
  } finally {
    await contender.stop();
  }
}

function nextRound(last: number | undefined): number {
  const soon = Date.now() + 1000;
  return last === undefined ? soon : last + Math.ceil((soon - last) / LOAD_PERIOD) * LOAD_PERIOD;
}

try {
  await measure(startDuctape);
  if (!(await measure(startBullmq)))
    say('BullMQ skipped: there is no redis-server on the PATH (Debian: apt-get install redis-server)');
  console.table(table);
  const { ductape, BullMQ } = overall;
  const p99_ratio = ductape && BullMQ && Number((ductape.p99_ms / BullMQ.p99_ms).toFixed(2));
  say(JSON.stringify({ ductape, bullmq: BullMQ, p99_ratio }));
} finally {
  await target.stop();
}

import type { Execution } from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import { wrongRun } from '../../jobs/wrong-run.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Loss, Reading, Recount, Total } from '../../ports/stats-store.ts';
import { untilWon } from '../../retry/until-won.ts';
import { NOTHING } from '../../stats/close-hours.ts';
import { isKnownEnd, mayHaveSkips, reopen, withRow, withRuns } from '../../stats/count-again.ts';
import { lose, nextPass, QUIET, readUntil } from '../../stats/loss.ts';
import { growing, highest } from '../../stats/tally.ts';
import { MINUTE } from '../../time/units.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { allSettled, executeEffects } from '../commit/execute-effects.ts';

/** Jobs of one piece, and executions of one read. */
const [PAGE, EXECUTIONS] = [50, 500];

/** One call rebuilds for so long, ms; the next one continues. */
const SLICE = 10_000;

/** By how much the clocks of workers may differ, ms. */
const CLOCKS_DIFFER = MINUTE;

/**
 * Does a piece of the rebuild of the statistics, if something was lost; any number may do so at once. Where nothing was read for
 * long, it has the stream tell something, as a projector that reads what is old knows that it came too late.
 */
export async function rebuildStats(scopes: readonly Scope[], ports: Ports): Promise<void> {
  const now = ports.clock.now();
  const reading = await standing(ports);
  if (now - reading.read_to > QUIET) await ports.stats.pulse(now);
  if (reading.epochs.length === 0) return;
  await allSettled(scopes.map((scope) => rebuildScope(scope, reading, ports)));
}

/**
 * An operator has the statistics rebuilt, from a moment on, ISO 8601; without one, from where the projector may not have read.
 * @throws RangeError for a text that says no moment
 */
export async function loseByHand(ports: Ports, moment?: string): Promise<Loss> {
  const { stats, clock } = ports;
  const from = moment === undefined ? undefined : Date.parse(moment);
  if (Number.isNaN(from)) throw new RangeError(`${moment} does not say a moment`);
  return await untilWon('how far the stream is read', async () => {
    const reading = lose(await standing(ports), clock.now(), from);
    return (await stats.putReading(reading)) ? { won: lossOf(reading) } : undefined;
  });
}

/** How far the projector has read; the first that asks notes that it has read all there was until then. */
async function standing({ stats, clock }: Ports): Promise<Reading> {
  const known = await stats.reading();
  if (known) return known;
  const first = { ...readUntil(clock.now()), version: 1 };
  await stats.putReading(first);
  return first;
}

const lossOf = ({ from = 0, epochs }: Reading): Loss => ({ from, epoch: epochs.at(-1) ?? 0 });

async function rebuildScope(scope: Scope, reading: Reading, ports: Ports): Promise<void> {
  const { stats, clock } = ports;
  const total = await begun(scope, lossOf(reading), ports);
  const pass = total && nextPass(total);
  if (!total?.lost || !pass || clock.now() < pass.at) return;
  const recount = await countAgain(scope, total.lost, pass.stamp, ports);
  if (!recount?.done) return;
  const counted = Object.keys(recount.hours).map(Number);
  const known = await stats.hours(scope, Math.min(...counted), Math.max(...counted));
  for (const hour of counted) {
    const tally = growing(known.find((each) => each.hour === hour)?.tally ?? {});
    // What was counted of jobs that are deleted since stays.
    await stats.raise(scope, hour, highest(tally, recount.hours[hour] ?? {}), pass.stamp);
  }
  const { lost, ...rest } = total;
  const isLast = total.epoch === lost.epoch;
  await stats.putTotal(scope, {
    ...rest,
    ...(!isLast && { lost }),
    epoch: lost.epoch,
    version: total.version + 1,
  });
}

/** The total, with the hours of a loss that it does not know open; undefined when another was first. */
async function begun(scope: Scope, loss: Loss, { stats }: Ports): Promise<Total | undefined> {
  const total = (await stats.total(scope)) ?? NOTHING;
  const known = [total.epoch, total.lost?.epoch];
  if (known.some((epoch) => epoch !== undefined && loss.epoch <= epoch)) return total;
  const lost = { ...loss, from: Math.min(loss.from, total.lost?.from ?? loss.from) };
  const open = reopen(total, lost, await stats.hours(scope, lost.from, total.closed_to));
  return (await stats.putTotal(scope, open)) ? open : undefined;
}

/** Continues a pass over the jobs, newest first; undefined when another does. */
async function countAgain(
  scope: Scope,
  lost: Loss,
  stamp: number,
  ports: Ports,
): Promise<Recount | undefined> {
  const { stats, clock } = ports;
  const until = clock.now() + SLICE;
  const standing = await stats.recount(scope);
  let recount: Recount = { stamp, hours: {}, version: standing?.version ?? 0 };
  if (standing?.stamp === stamp) recount = standing;
  while (!recount.done && clock.now() < until) {
    recount = { ...(await nextPiece(scope, recount, lost, until, ports)), version: recount.version + 1 };
    if (!(await stats.putRecount(scope, recount))) return undefined;
  }
  return recount;
}

async function nextPiece(
  scope: Scope,
  recount: Recount,
  lost: Loss,
  until: number,
  ports: Ports,
): Promise<Recount> {
  const { below } = recount;
  const rows = await ports.jobs.list({ scopes: [scope], limit: PAGE, ...defined({ below }) });
  const old = rows.filter((row) => row.updated_at < lost.epoch);
  await allSettled(old.map((row) => countAnew(row, lost.epoch, ports)));
  let next = recount;
  for (const row of rows) {
    next = await withJob(next, row, lost, until, ports);
    if (next.within) return next;
  }
  return rows.length < PAGE ? { ...next, done: true } : next;
}

/** Has the stream tell of a row as it is: by the epoch it comes into its status. */
async function countAnew(row: JobRow, epoch: number, ports: Ports): Promise<void> {
  const committed = await decideAndCommit(row.id, { type: 'count-anew', epoch }, ports, row);
  if (committed) await executeEffects(committed.decision.after, committed.row, ports);
}

/** Has what went wrong in the list of it, where it is already unless it was lost. */
async function listAgain(row: JobRow, executions: readonly Execution[], { runs }: Ports): Promise<void> {
  const wrong = executions.filter((each) => isKnownEnd(row, each)).flatMap((each) => wrongRun(row, each));
  if (wrong.length > 0) await runs.put(wrong);
}

/** Counts a job and its runs, or as many as there is time for. */
async function withJob(
  recount: Recount,
  row: JobRow,
  lost: Loss,
  until: number,
  ports: Ports,
): Promise<Recount> {
  const { history, clock } = ports;
  const { within, ...rest } = recount;
  const after = { ...rest, below: row.id };
  // Nothing of it counts in hours of the loss.
  if (row.updated_at < lost.from - CLOCKS_DIFFER) return after;
  const begun = within?.id === row.id ? within : undefined;
  const last = row.last_execution?.execution;
  const seen = begun ? begun.seen : last?.occurrence;
  let hours = begun ? rest.hours : withRow(rest.hours, row, lost);
  if (!begun && last) {
    hours = withRuns(hours, row, [last], lost);
    await listAgain(row, [last], ports);
  }
  if (row.succeeded + row.failed <= (last ? 1 : 0) && !mayHaveSkips(row)) return { ...after, hours };
  for (let cursor = begun?.cursor; ; ) {
    const page = await history.list(row.id, { limit: EXECUTIONS, ...defined({ cursor }) });
    hours = withRuns(hours, row, page.executions, lost, seen);
    // Of one that is in the row, the history may have what a worker wrote down whose commit was lost.
    const others = page.executions.filter(({ occurrence }) => ![seen, last?.occurrence].includes(occurrence));
    await listAgain(row, others, ports);
    cursor = page.cursor;
    if (cursor === undefined) return { ...after, hours };
    if (clock.now() >= until) return { ...rest, hours, within: { id: row.id, cursor, ...defined({ seen }) } };
  }
}

import type { BulkCount, BulkFailure } from '../../../contract/bulk.ts';
import { Limits } from '../../../contract/limits.ts';
import { defined } from '../../../contract/plain-data.ts';
import { RequestError } from '../../errors/request-error.ts';
import { NoCapacity } from '../../errors/run-error.ts';
import { advance, type Command } from '../../jobs/advance.ts';
import type { Decision } from '../../jobs/effects.ts';
import { isSince, type JobRow, statusOf } from '../../jobs/row.ts';
import type { Bulk } from '../../ports/bulk-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { indexed, isStanding, matches } from './read-jobs.ts';

/** Jobs changed side by side, and noted as done together; and as many where they are only counted. */
const PAGE = { change: 25, count: 100 };

/**
 * Does the next page of a bulk operation, of which all from the first refused job on is left for the next time.
 * @returns the bulk operation as it is to be noted. @throws NoCapacity where the page could not be read
 */
export async function doPage(bulk: Bulk, ports: Ports): Promise<{ next: Bulk; refused: boolean }> {
  const { below, as_of = Number.POSITIVE_INFINITY } = bulk;
  const traits = { ...bulk, status: bulk.statuses };
  const { rows, last: end, isWhole } = await nextRows(bulk, ports);
  const isOfFailures = bulk.failing === true || bulk.error !== undefined;
  const matching = rows.filter((row) => matches(row, traits) && !isSince(row, as_of, isOfFailures));
  const changing = bulk.dry_run ? wouldChange : changeOne;
  const outcomes = await Promise.all(
    matching.map((row, i) => outcomeOf(changing(row, askedOf(bulk, bulk.count + i), ports))),
  );
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const failures = matching.flatMap((row, i): BulkFailure[] => {
    const outcome = outcomes[i];
    return typeof outcome === 'object' ? [{ job_id: row.id, error: outcome.fault }] : [];
  });
  const refused = matching[outcomes.indexOf('refused')];
  const last = refused ? rows[rows.indexOf(refused) - 1]?.id : end;
  const next: Bulk = {
    ...bulk,
    version: bulk.version + 1,
    updated_at: ports.clock.now(),
    count: bulk.count + count('changed'),
    failed: bulk.failed + failures.length,
    ...defined({ failures: firstOf(bulk.failures, failures) }),
    ...(bulk.counts && {
      counts: counted(
        bulk.counts,
        matching.filter((_row, i) => outcomes[i] === 'changed'),
      ),
    }),
    below: last ?? below,
    status: isWhole && !refused ? 'completed' : 'running',
  };
  return { next, refused: refused !== undefined };
}

/** The next jobs to look at, the id at which they end, and whether no more follow. */
async function nextRows(
  { scopes, statuses, below, from, ids, ...bulk }: Bulk,
  { jobs }: Ports,
): Promise<{ rows: JobRow[]; last: string | undefined; isWhole: boolean }> {
  const limit = bulk.dry_run ? PAGE.count : PAGE.change;
  if (scopes.length === 0 || statuses.length === 0) return { rows: [], last: undefined, isWhole: true };
  if (!ids) {
    const asked = { scopes, ...indexed({ ...bulk, status: statuses }), below, limit, ...defined({ from }) };
    const rows = await jobs.list(asked);
    return { rows, last: rows.at(-1)?.id, isWhole: rows.length < limit };
  }
  const left = ids.filter((id) => id < below && id >= (from ?? ''));
  const some = left.slice(0, limit);
  const found = new Map((await jobs.getMany(some)).map((row) => [row.id, row]));
  const rows = some.flatMap((id) => found.get(id) ?? []).filter((row) => isStanding(row, scopes));
  return { rows, last: some.at(-1), isWhole: left.length <= limit };
}

type Outcome = 'changed' | 'left' | 'refused' | { fault: string };

/** The first failures of all; undefined while there are none. */
function firstOf(
  known: readonly BulkFailure[] = [],
  more: readonly BulkFailure[],
): BulkFailure[] | undefined {
  const first = [...known, ...more].slice(0, Limits.bulkFailures);
  return first.length > 0 ? first : undefined;
}

async function changeOne(row: JobRow, command: Command, ports: Ports): Promise<Decision | null> {
  const committed = await decideAndCommit(row.id, command, ports, row);
  if (committed) await executeEffects(committed.decision.after, committed.row, ports);
  return committed?.decision ?? null;
}

/** What {@link changeOne} decides, without a commit. */
async function wouldChange(row: JobRow, command: Command, { clock, random }: Ports): Promise<Decision> {
  return advance(row, command, clock.now(), random);
}

async function outcomeOf(deciding: Promise<Decision | null>): Promise<Outcome> {
  try {
    return (await deciding)?.row ? 'changed' : 'left';
  } catch (error) {
    if (error instanceof NoCapacity) return 'refused';
    if (error instanceof RequestError) return 'left';
    return { fault: error instanceof Error ? error.name : 'unknown' };
  }
}

/** The counts with those jobs added. */
function counted(counts: readonly BulkCount[], rows: readonly JobRow[]): BulkCount[] {
  const sums = counts.map((each) => ({ ...each }));
  for (const row of rows) {
    const { product, env } = row;
    const status = statusOf(row);
    const sum = sums.find((each) => each.product === product && each.env === env && each.status === status);
    if (sum) sum.count += 1;
    else sums.push({ product, env, status, count: 1 });
  }
  return sums;
}

/** The command on one job, which the audit trail tells as a part of the whole. */
function askedOf(bulk: Bulk, nth: number): Command {
  const { id: bulk_id, caller, reason } = bulk;
  const command = commandOf(bulk, nth);
  return caller ? { ...command, asked: { ...caller, bulk_id, ...defined({ reason }) } } : command;
}

/** @param nth counts the jobs before it, which spreads retries over time when there is a rate */
function commandOf(bulk: Bulk, nth: number): Command {
  const { action, reason, delay = 0, new_key = false, rate } = bulk;
  switch (action) {
    case 'cancel':
      return { type: 'cancel', ...defined({ reason }) };
    case 'retry': {
      const later = rate === undefined ? 0 : Math.floor((nth * 1000) / rate);
      return { type: 'retry', delay: delay + later, new_key };
    }
    case 'pause':
      return { type: 'pause', bulk: true, ...defined({ reason }) };
    case 'resume':
      return { type: 'resume', ...(!bulk.include_paused_by_hand && { bulk: true }) };
    case 'delete':
      return { type: 'delete' };
  }
}

import type { BulkAction, BulkCount, BulkProgress } from '../../../contract/bulk.ts';
import { ErrorCode } from '../../../contract/errors.ts';
import { NoCapacity } from '../../errors/no-capacity.ts';
import { RequestError } from '../../errors/request-error.ts';
import type { CheckedBulk } from '../../input/bulk-request.ts';
import { advance, type Command } from '../../jobs/advance.ts';
import type { Decision } from '../../jobs/effects.ts';
import { firstIdAt, newId } from '../../jobs/job-id.ts';
import { type JobRow, statusOf } from '../../jobs/row.ts';
import type { Access, Scope } from '../../jobs/scope.ts';
import { scopeKey } from '../../jobs/scope.ts';
import { statesFor } from '../../jobs/transitions.ts';
import type { BulkMessage } from '../../messages/bulk-message.ts';
import type { Bulk } from '../../ports/bulk-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { indexed, matches } from './read-jobs.ts';

/** Jobs changed side by side, and noted as done together; and as many where they are only counted. */
const PAGE = { change: 25, count: 100 };

/** How long the API works on, ms: whoever asked learns the id soon and sees the rest progress. */
const FIRST_SLICE = 2000;

/** How long one invocation of the executor works on, ms; within any timeout it may be given. */
const SLICE = 10_000;

/** Whoever has noted progress within so many ms is at work still. */
const ALIVE = 15_000;

/** How long the executor leaves a bulk operation alone that was refused for lack of capacity, s. */
const REFUSED_PAUSE_S = 5;

/** When somebody looks whether the one at work has died, s. */
const SUCCESSOR_AFTER = 30;

/**
 * Begins to do something to all jobs of the scopes that a filter means, newest first, and goes on for 2 s; what is left then is
 * done by the executor. Jobs made after it began are left alone, and so are those that their state does not allow it for.
 */
export async function startBulk(
  action: BulkAction,
  request: CheckedBulk,
  scopes: readonly Scope[],
  ports: Ports,
): Promise<BulkProgress> {
  const now = ports.clock.now();
  const possible = statesFor(action).filter((status) => !(action === 'cancel' && status === 'cancelled'));
  const { status, from, to, dry_run = false, product: _product, env: _env, all: _all, ...rest } = request;
  const bulk: Bulk = {
    ...rest,
    id: newId('bulk', now, ports.random),
    action,
    status: 'running',
    count: 0,
    failed: 0,
    dry_run,
    ...(dry_run && { counts: [] }),
    created_at: now,
    updated_at: now,
    version: 1,
    scopes: [...scopes],
    statuses: possible.filter(
      (each) => !(action === 'pause' && each === 'paused') && (!status || status.includes(each)),
    ),
    below: firstIdAt(Math.min(now, to ?? now) + 1),
    ...(from !== undefined && { from: firstIdAt(from) }),
  };
  await ports.bulks.create(bulk);
  await send({ kind: 'bulk', bulk_id: bulk.id }, SUCCESSOR_AFTER, bulk, ports);
  return toProgress(await workAndHandOn(bulk, FIRST_SLICE, ports));
}

/** Goes on with a bulk operation where it stands, unless somebody else is at it. */
export async function continueBulk({ bulk_id, version }: BulkMessage, ports: Ports): Promise<void> {
  const bulk = await ports.bulks.get(bulk_id);
  if (bulk?.status !== 'running') return;
  if (version !== undefined && version !== bulk.version) return;
  const alive = version === undefined && ports.clock.now() - bulk.updated_at < ALIVE;
  if (alive) await send({ kind: 'bulk', bulk_id }, SUCCESSOR_AFTER, bulk, ports);
  else await workAndHandOn(bulk, SLICE, ports);
}

/** Notes that nobody goes on with a bulk operation, as its wake-up was dead-lettered. */
export async function giveUpBulk(id: string, ports: Ports): Promise<void> {
  const bulk = await ports.bulks.get(id);
  if (bulk?.status !== 'running') return;
  await ports.bulks.save({
    ...bulk,
    status: 'failed',
    version: bulk.version + 1,
    updated_at: ports.clock.now(),
  });
}

/** How far a bulk operation has come. @throws RequestError `NOT_FOUND`, also for what the caller has no access to */
export async function getBulk(id: string, access: Access, ports: Ports): Promise<BulkProgress> {
  const bulk = await ports.bulks.get(id);
  if (bulk?.scopes.every(access)) return toProgress(bulk);
  throw noBulk(id);
}

/** That there is no such bulk operation, for this caller. */
export function noBulk(id: string): RequestError {
  return new RequestError(ErrorCode.NotFound, `There is no bulk operation ${id.slice(0, 64)}.`);
}

/** Works for a slice of time and leaves the rest to the next invocation of the executor, a while later if it was refused. */
async function workAndHandOn(bulk: Bulk, ms: number, ports: Ports): Promise<Bulk> {
  const { bulk: after, refused } = await workOn(bulk, ports.clock.now() + ms, ports);
  if (after.status === 'running') {
    const message = { kind: 'bulk', bulk_id: bulk.id, version: after.version } as const;
    await send(message, refused ? REFUSED_PAUSE_S : 0, bulk, ports);
  }
  return after;
}

/** It takes seconds to answer, which others' runs in the main lane would wait for. */
async function send(message: BulkMessage, delay: number, { scopes }: Bulk, { queue }: Ports): Promise<void> {
  const [group] = scopes.map(scopeKey);
  await queue.send(JSON.stringify(message), delay, { lane: 'slow', group });
}

/** Does page after page until one meets a refusal; whoever loses a commit leaves the rest to the other. */
async function workOn(bulk: Bulk, until: number, ports: Ports): Promise<{ bulk: Bulk; refused: boolean }> {
  let current = bulk;
  try {
    while (current.status === 'running' && ports.clock.now() < until) {
      const { next, refused } = await doPage(current, ports);
      if (!(await ports.bulks.save(next))) {
        const standing = (await ports.bulks.get(bulk.id)) ?? { ...next, status: 'completed' };
        return { bulk: standing, refused: false };
      }
      current = next;
      if (refused) return { bulk: current, refused };
    }
    return { bulk: current, refused: false };
  } catch (error) {
    if (error instanceof NoCapacity) return { bulk: current, refused: true };
    throw error;
  }
}

/** Does a page, of which all from the first refused job on is left for the next time. */
async function doPage(bulk: Bulk, ports: Ports): Promise<{ next: Bulk; refused: boolean }> {
  const { scopes, statuses, below, from } = bulk;
  const limit = bulk.dry_run ? PAGE.count : PAGE.change;
  const traits = { ...bulk, status: statuses };
  const any = scopes.length > 0 && statuses.length > 0;
  const rows = any
    ? await ports.jobs.list({
        scopes,
        ...indexed(traits),
        below,
        limit,
        ...(from !== undefined && { from }),
      })
    : [];
  const matching = rows.filter((row) => matches(row, traits));
  const changing = bulk.dry_run ? wouldChange : changeOne;
  const outcomes = await Promise.all(
    matching.map((row, i) => outcomeOf(changing(row, commandOf(bulk, bulk.count + i), ports))),
  );
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const refused = matching[outcomes.indexOf('refused')];
  const done = refused ? rows.slice(0, rows.indexOf(refused)) : rows;
  const next: Bulk = {
    ...bulk,
    version: bulk.version + 1,
    updated_at: ports.clock.now(),
    count: bulk.count + count('changed'),
    failed: bulk.failed + count('failed'),
    ...(bulk.counts && {
      counts: counted(
        bulk.counts,
        matching.filter((_row, i) => outcomes[i] === 'changed'),
      ),
    }),
    below: done.at(-1)?.id ?? below,
    status: rows.length < limit && !refused ? 'completed' : 'running',
  };
  return { next, refused: refused !== undefined };
}

type Outcome = 'changed' | 'left' | 'failed' | 'refused';

async function changeOne(row: JobRow, command: Command, ports: Ports): Promise<Decision | null> {
  const committed = await decideAndCommit(row.id, command, ports, row);
  if (committed) await executeEffects(committed.decision.after, committed.row, ports);
  return committed?.decision ?? null;
}

/** What {@link changeOne} decides, which nobody commits. */
async function wouldChange(row: JobRow, command: Command, { clock, random }: Ports): Promise<Decision> {
  return advance(row, command, clock.now(), random);
}

async function outcomeOf(deciding: Promise<Decision | null>): Promise<Outcome> {
  try {
    return (await deciding)?.row ? 'changed' : 'left';
  } catch (error) {
    if (error instanceof NoCapacity) return 'refused';
    return error instanceof RequestError ? 'left' : 'failed';
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

/** @param nth counts the jobs before it, which spreads retries over time when there is a rate */
function commandOf(bulk: Bulk, nth: number): Command {
  const { action, reason, delay = 0, new_key = false, rate } = bulk;
  switch (action) {
    case 'cancel':
      return { type: 'cancel', ...(reason !== undefined && { reason }) };
    case 'retry': {
      const later = rate === undefined ? 0 : Math.floor((nth * 1000) / rate);
      return { type: 'retry', delay: delay + later, new_key };
    }
    case 'pause':
      return { type: 'pause', bulk: true };
    case 'resume':
      return { type: 'resume', ...(!bulk.include_paused_by_hand && { bulk: true }) };
    case 'delete':
      return { type: 'delete' };
  }
}

function toProgress(bulk: Bulk): BulkProgress {
  const { id, action, status, count, failed, dry_run, counts, created_at, updated_at } = bulk;
  return { id, action, status, count, failed, dry_run, ...(counts && { counts }), created_at, updated_at };
}

import type { AuditFields } from '../../../contract/audit.ts';
import type { BulkAction, BulkProgress } from '../../../contract/bulk.ts';
import { defined } from '../../../contract/plain-data.ts';
import { noSuch } from '../../errors/request-error.ts';
import { NoCapacity } from '../../errors/run-error.ts';
import type { CheckedBulk } from '../../input/bulk-request.ts';
import { type AuditRecord, scopeRecord } from '../../jobs/audit-record.ts';
import type { Caller } from '../../jobs/caller.ts';
import { firstIdAt, newId } from '../../jobs/job-id.ts';
import { type Access, type Scope, scopeKey } from '../../jobs/scope.ts';
import { statesFor } from '../../jobs/transitions.ts';
import { type BulkMessage, messageBody } from '../../messages/message.ts';
import { sentOn, sentOnDelay } from '../../messages/sent-on.ts';
import type { Bulk } from '../../ports/bulk-store.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Destination } from '../../ports/queues.ts';
import { doPage } from './bulk-page.ts';
import { withinBulkSlot } from './bulk-slot.ts';

/** How long the API works on, ms: the caller learns the id soon and sees the rest progress. */
const FIRST_SLICE = 2000;

/** How long one invocation of the executor works on, ms; within any timeout it may be given. */
const SLICE = 10_000;

/** A worker that has noted progress within this time counts as at work, ms. */
const ALIVE = 15_000;

/** How long the executor leaves a bulk operation alone that was refused for lack of capacity, s. */
const REFUSED_PAUSE_S = 5;

/** The longest that a bulk operation waits before it asks for its slot again, s. */
const LONGEST_WAIT_S = 15;

/** Delay before a message looks whether the worker has died, s. */
const SUCCESSOR_AFTER = 30;

/**
 * Begins to do something to all jobs of the scopes that a filter means, newest first, and works on for 2 s, unless another bulk
 * operation of the same product and env is at work; what is left then is done by the executor. Jobs made after it began are left alone, and so are those that their state does not allow it for.
 */
export async function startBulk(
  action: BulkAction,
  request: CheckedBulk,
  scopes: readonly Scope[],
  by: Caller,
  ports: Ports,
): Promise<BulkProgress> {
  const now = ports.clock.now();
  const possible = statesFor(action).filter((status) => !(action === 'cancel' && status === 'cancelled'));
  const {
    status,
    from,
    to,
    as_of,
    ids,
    dry_run = false,
    total,
    product: _product,
    env: _env,
    all: _all,
    ...rest
  } = request;
  const bulk: Bulk = {
    ...rest,
    id: newId('bulk', now, ports.random),
    action,
    caller: by,
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
    below: firstIdAt(Math.min(now, to ?? now, as_of ?? now) + 1),
    ...defined({ total, as_of, ids: ids?.toSorted().reverse() }),
    ...(from !== undefined && { from: firstIdAt(from) }),
  };
  await ports.bulks.create(bulk, dry_run ? undefined : bulkRecord(bulk, request, by));
  await send({ kind: 'bulk', bulk_id: bulk.id }, SUCCESSOR_AFTER, bulk, ports);
  const worked = await workAndHandOn(bulk, FIRST_SLICE, ports);
  if (!worked) await waitForSlot(bulk, 0, ports);
  return toProgress(worked ?? bulk);
}

/**
 * Continues a bulk operation where it stands, unless another worker is at it; later, where another bulk operation of its
 * product and env is at work.
 */
export async function continueBulk(
  { bulk_id, version, again = 0 }: BulkMessage,
  ports: Ports,
): Promise<void> {
  const bulk = await ports.bulks.get(bulk_id);
  if (bulk?.status !== 'running') return;
  if (version === undefined) await lookAfter(bulk, ports);
  else if (version === bulk.version && !(await workAndHandOn(bulk, SLICE, ports)))
    await waitForSlot(bulk, again, ports);
}

/** Continues in the place of a worker that has died, and looks again later, as long as there is something to do. */
async function lookAfter(bulk: Bulk, ports: Ports): Promise<void> {
  const isAlive = ports.clock.now() - bulk.updated_at < ALIVE;
  // One that only waits for its slot looks dead, and has another message that continues it.
  const worked = isAlive ? undefined : await workAndHandOn(bulk, SLICE, ports);
  if ((worked ?? bulk).status === 'running')
    await send({ kind: 'bulk', bulk_id: bulk.id }, SUCCESSOR_AFTER, bulk, ports);
}

/** Notes that a bulk operation ends where it stands, as its wake-up was dead-lettered. */
export async function failBulk(id: string, ports: Ports): Promise<void> {
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
  throw noSuch('bulk operation', id);
}

/**
 * Works for a slice of time and leaves the rest to the next invocation of the executor, a while later if it was refused;
 * undefined where it has found no slot.
 */
async function workAndHandOn(bulk: Bulk, ms: number, ports: Ports): Promise<Bulk | undefined> {
  const worked = await workOn(bulk, ports.clock.now() + ms, ports);
  if (!worked) return undefined;
  const { bulk: after, refused } = worked;
  if (after.status === 'running') {
    const message = { kind: 'bulk', bulk_id: bulk.id, version: after.version } as const;
    await send(message, refused ? REFUSED_PAUSE_S : 0, bulk, ports);
  }
  return after;
}

/** Lets a bulk operation come again, later and later: a new message each time, so that receives count crashes and faults alone. */
async function waitForSlot({ id, version, scopes }: Bulk, again: number, ports: Ports): Promise<void> {
  const body = messageBody({ kind: 'bulk', bulk_id: id, version, again });
  const delay = Math.min(LONGEST_WAIT_S, sentOnDelay(body, ports.random));
  await ports.queue.send(sentOn(body), delay, destinationOf(scopes));
}

async function send(message: BulkMessage, delay: number, { scopes }: Bulk, { queue }: Ports): Promise<void> {
  await queue.send(messageBody(message), delay, destinationOf(scopes));
}

/** It takes seconds to answer, which runs would wait for, and waits for no run. */
function destinationOf(scopes: readonly Scope[]): Destination {
  const [group] = scopes.map(scopeKey);
  return { lane: 'bulk', group };
}

/** What a slice of time has come to. */
interface Worked {
  bulk: Bulk;
  refused: boolean;
}

/** Does page after page in its slot until one meets a refusal; a worker that loses a commit leaves the rest to the other. */
async function workOn(bulk: Bulk, until: number, ports: Ports): Promise<Worked | undefined> {
  let current = bulk;
  const work = async (): Promise<Worked> => {
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
  };
  try {
    return await withinBulkSlot(bulk.scopes, work, ports);
  } catch (error) {
    if (error instanceof NoCapacity) return { bulk: current, refused: true };
    throw error;
  }
}

/** What the audit trail tells of a bulk operation, in the list of each product and env that it is about. */
function bulkRecord(bulk: Bulk, request: CheckedBulk, by: Caller): AuditRecord {
  const { id, action, scopes, created_at: at } = bulk;
  const { reason, product, env, total: _total, ...rest } = request;
  const command = `${action}_many` as const;
  const after = defined(rest) as AuditFields;
  const of = { id, at, command, bulk_id: id, scopes, after } as const;
  const [only, ...others] = scopes;
  return scopeRecord(
    of,
    { ...by, ...defined({ reason }) },
    others.length === 0 && only ? only : { product, env },
  );
}

function toProgress(bulk: Bulk): BulkProgress {
  const { id, action, status, count, total, failed, failures, dry_run, counts, created_at, updated_at } =
    bulk;
  const told = defined({ by: bulk.caller?.actor, total, failures, counts });
  return { id, action, status, count, failed, dry_run, ...told, created_at, updated_at };
}

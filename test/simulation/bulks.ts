import { Chance } from '../../bench/virtual/chance.ts';
import type { BulkAction } from '../../contract/bulk.ts';
import { defined } from '../../contract/plain-data.ts';
import { statusOf } from '../../core/jobs/row.ts';
import type { Bulk } from '../../core/ports/bulk-store.ts';
import { HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import { startBulk } from '../../core/usecases/manage/bulk-jobs.ts';
import { SCOPES } from './callers.ts';
import type { World } from './world.ts';

/** In one of `of` worlds callers change all jobs at once, or some. */
const CHANGED = { of: 12, rest: 9 };

/** A dispatch that began by this time before a bulk operation has written its job, ms. */
const WRITTEN = 15 * SECOND;

const ACTIONS = [
  'cancel',
  'pause',
  'pause',
  'resume',
  'retry',
  'delete',
] as const satisfies readonly BulkAction[];

export const isChangedInBulk = (seed: number) => seed % CHANGED.of === CHANGED.rest;

/** Has callers begin bulk operations. @returns what is wrong with them when all is over */
export function changeInBulk(world: World, seed: number, start: number, end: number): () => string[] {
  const chance = new Chance(seed ^ 0xb01c);
  const found: string[] = [];
  const { bulks } = world;
  const save = bulks.save.bind(bulks);
  bulks.save = async (bulk) => {
    const isSaved = await save(bulk);
    if (isSaved && bulk.status === 'completed') found.push(...passedOver(bulk, world));
    return isSaved;
  };
  for (let i = chance.between(1, 6); i > 0; i -= 1) {
    const within = Math.min(chance.pick([3 * MINUTE, 10 * MINUTE, HOUR, end - start]), end - start);
    world.time.at(start + chance.between(0, within), () => begin(world, chance));
  }
  return () => [...found, ...unfinished(world)];
}

function begin(world: World, chance: Chance): void {
  const { audits, jobs, time } = world;
  const some = [...jobs.rows.keys()].filter(() => chance.happens(0.5));
  const ids = chance.happens(0.3) && some.length > 0 ? some : undefined;
  const as_of = chance.happens(0.3) ? time.now - chance.between(0, MINUTE) : undefined;
  const request = { all: true, dry_run: chance.happens(0.1), ...defined({ ids, as_of }) };
  const action = chance.pick(ACTIONS);
  void world.inProcess((ports) => startBulk(action, request, SCOPES, audits.next(), ports));
}

/** What began to change jobs ends, whichever process dies; unless an operator has purged the queue, and with it what continues them. */
function unfinished({ bulks, purged }: World): string[] {
  const begun = [...bulks.bulks.values()].filter(({ version }) => version > 1);
  return purged
    ? []
    : begun.flatMap(({ id, status }) => (status === 'completed' ? [] : [`${id} is ${status}`]));
}

/** Jobs that a bulk operation should have cancelled or resumed, and that stand as they were, though no caller has asked for anything since. */
function passedOver(
  { action, statuses, failed, dry_run, ids, as_of, ...bulk }: Bulk,
  world: World,
): string[] {
  if (!['cancel', 'resume'].includes(action) || failed > 0 || dry_run || as_of !== undefined) return [];
  const left = [...world.jobs.rows.values()].filter(
    (row) =>
      row.created_at < bulk.created_at - WRITTEN &&
      row.deleted_at === undefined &&
      statuses.includes(statusOf(row)) &&
      row.paused_by !== 'hand' &&
      ids?.includes(row.id) !== false &&
      !world.audits.isCommandedSince(row.id, bulk.created_at - WRITTEN, bulk.id),
  );
  return left.map(({ id }) => `${id}: passed over by ${bulk.id}, which was to ${action} all`);
}

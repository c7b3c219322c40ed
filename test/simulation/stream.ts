import { Chance } from '../../bench/virtual/chance.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import { project } from '../../core/usecases/project/project.ts';
import type { World } from './world.ts';

/** A shard of the stream: the changes of some of the jobs, until it is split. */
interface Shard {
  id: string;
  /** The part of all jobs whose changes it has. */
  from: number;
  to: number;
  parent?: Shard;
  changes: RowChange[];
  isClosed: boolean;
  /** Changes that the source counts as done. */
  done: number;
  isBusy: boolean;
}

/** An invocation that has not answered by then has run out of time, ms. */
const TIMEOUT = 60_000;

/** How seldom, in changes, a shard is split. */
const SPLIT = 40;

/**
 * The stream of the table and what calls the projector with it, as hostile as Lambda may be: batches are cut anew at each try and come
 * again after they succeeded, calls die and outlive their time, and shards are split.
 */
export class Stream {
  /** All there ever were. */
  readonly changes: RowChange[] = [];
  private readonly shards: Shard[] = [shard('shard', 0, 1)];
  private readonly world: World;
  private readonly chance: Chance;

  constructor(world: World, seed: number) {
    this.world = world;
    this.chance = new Chance(seed ^ 0x5eed);
  }

  add(change: RowChange): void {
    this.changes.push(change);
    const place = placeOf((change.after ?? change.before)?.id ?? '');
    const of = this.shards.find(({ from, to, isClosed }) => !isClosed && place >= from && place < to);
    if (!of) throw new Error('a change without a shard');
    of.changes.push(change);
    this.wake(of);
    if (this.chance.happens(1 / SPLIT)) this.split(of);
  }

  private split(parent: Shard): void {
    parent.isClosed = true;
    const middle = (parent.from + parent.to) / 2;
    this.shards.push(shard(`${parent.id}0`, parent.from, middle, parent));
    this.shards.push(shard(`${parent.id}1`, middle, parent.to, parent));
  }

  private wake(of: Shard): void {
    if (of.isBusy) return;
    of.isBusy = true;
    this.world.time.after(this.chance.between(0, 1500), () => this.call(of));
  }

  /** A shard is read when its parent is at its end. */
  private call(of: Shard): void {
    of.isBusy = false;
    const left = of.changes.length - of.done;
    if (left === 0 || (of.parent && !isRead(of.parent))) return;
    of.isBusy = true;
    const batch = of.changes.slice(of.done, of.done + this.chance.between(1, Math.min(left, 50)));
    let isOver = false;
    const over = (done: number) => {
      if (isOver) return;
      isOver = true;
      of.done += this.chance.happens(this.world.faults.duplicate) ? 0 : done;
      this.world.time.after(done > 0 ? 1 : this.chance.between(50, 5000), () => this.call(of));
      if (isRead(of)) for (const child of this.shards.filter(({ parent }) => parent === of)) this.wake(child);
    };
    // The source may give a call up that continues and does its work later.
    const isEarly = this.chance.happens(this.world.faults.frozen);
    this.world.time.after(isEarly ? this.chance.between(1, 40) : TIMEOUT, () => over(0));
    void this.world.inProcess(async (ports) => {
      try {
        const from = await project(of.id, batch, ports);
        over(from === undefined ? batch.length : batch.findIndex(({ sequence }) => sequence === from));
      } catch (error) {
        over(0);
        throw error;
      }
    }, 'lasting');
  }
}

const isRead = ({ isClosed, done, changes }: Shard) => isClosed && done === changes.length;

function shard(id: string, from: number, to: number, parent?: Shard): Shard {
  return { id, from, to, changes: [], isClosed: false, done: 0, isBusy: false, ...(parent && { parent }) };
}

/** Where a job is among all, from 0 to below 1. */
function placeOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash / 2 ** 32;
}

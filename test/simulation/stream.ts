import { Chance } from '../../bench/virtual/chance.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import type { AuditRecord } from '../../core/jobs/audit-record.ts';
import type { RowChange } from '../../core/jobs/row-change.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { RunStore } from '../../core/ports/run-store.ts';
import type { Reading } from '../../core/ports/stats-store.ts';
import { KNOWN_FOR } from '../../core/stats/loss.ts';
import { DAY } from '../../core/time/units.ts';
import { project } from '../../core/usecases/project/project.ts';
import type { Process } from './process.ts';
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

/** So long the stream keeps a change, ms. */
const KEPT = DAY;

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
  /** While the projector stands still, Unix ms. */
  outage: { from: number; until: number } | undefined;
  private name = 'shard';
  /** How many changes have gone unread. */
  dropped = 0;
  private readonly world: World;
  private readonly chance: Chance;
  private pulses = 0;
  private known: { at: number; reading: Reading | null } | undefined;

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

  pulse(at: number): void {
    const last = (this.changes.at(-1)?.sequence ?? '0'.repeat(40)).slice(0, 40);
    this.pulses += 1;
    this.add({ sequence: `${last}p${String(this.pulses).padStart(9, '0')}`, at });
  }

  /** What the write of another item than a row tells. */
  tell(record: AuditRecord | undefined): void {
    if (!record) return;
    const last = (this.changes.at(-1)?.sequence ?? '0'.repeat(40)).slice(0, 40);
    this.pulses += 1;
    const sequence = `${last}p${String(this.pulses).padStart(9, '0')}`;
    this.add({ sequence, at: this.world.time.now, record });
  }

  /** What a projector goes by, which asks only now and then. */
  private async reading({ stats }: Ports): Promise<Reading | null> {
    const at = this.world.time.now;
    if (!this.known || at - this.known.at > KNOWN_FOR || this.chance.happens(0.3))
      this.known = { at, reading: await stats.reading() };
    return this.known.reading;
  }

  /** The list of what went wrong, at whose calls the process may die too, by chances of its own: before they are done, or after. */
  private mortal(runs: RunStore, process: Process): RunStore {
    const { death, throttle, lostAnswer } = this.world.faults;
    const put: RunStore['put'] = async (some) => {
      const die = () => {
        process.dead = true;
        return new Promise<void>(() => undefined);
      };
      if (this.chance.happens(death)) return await die();
      if (this.chance.happens(throttle)) throw new NoCapacity('throttled');
      await runs.put(some);
      if (this.chance.happens(death)) return await die();
      if (this.chance.happens(lostAnswer)) throw new Error('answer lost');
    };
    return { put, list: (query) => runs.list(query) };
  }

  /** What is too old to be read goes. */
  private drop(of: Shard): void {
    for (
      let next = of.changes[of.done];
      next && next.at < this.world.time.now - KEPT;
      next = of.changes[of.done]
    ) {
      of.done += 1;
      if (next.before || next.after) this.dropped += 1;
    }
    this.readOn(of);
  }

  /** The children of a shard that is at its end are read. */
  private readOn(of: Shard): void {
    if (isRead(of)) for (const child of this.shards.filter(({ parent }) => parent === of)) this.wake(child);
  }

  /** The table gets another stream, and what is not read of this one is lost. */
  replace(): void {
    this.name = `after ${this.name}`;
    for (const of of this.shards) {
      this.dropped += of.changes.slice(of.done).filter(({ before, after }) => before || after).length;
      of.done = of.changes.length;
      of.isClosed = true;
    }
    this.shards.push(shard(this.name, 0, 1));
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
    const { time } = this.world;
    if (this.outage && time.now >= this.outage.from && time.now < this.outage.until) {
      of.isBusy = true;
      time.at(this.outage.until, () => this.call(of));
      return;
    }
    this.drop(of);
    const left = of.changes.length - of.done;
    if (left <= 0 || (of.parent && !isRead(of.parent))) return;
    of.isBusy = true;
    const batch = of.changes.slice(of.done, of.done + this.chance.between(1, Math.min(left, 50)));
    let isOver = false;
    const over = (done: number) => {
      if (isOver) return;
      isOver = true;
      of.done += this.chance.happens(this.world.faults.duplicate) ? 0 : done;
      this.world.time.after(done > 0 ? 1 : this.chance.between(50, 5000), () => this.call(of));
      this.readOn(of);
    };
    // The source may give a call up that continues and does its work later.
    const isEarly = this.chance.happens(this.world.faults.frozen);
    this.world.time.after(isEarly ? this.chance.between(1, 40) : TIMEOUT, () => over(0));
    void this.world.inProcess(async (ports, process) => {
      try {
        const source = { stream: of.id.startsWith(this.name) ? this.name : 'before', shard: of.id };
        const runs = this.mortal(ports.runs, process);
        const from = await project(source, batch, { ...ports, runs, known: () => this.reading(ports) });
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

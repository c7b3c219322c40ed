import { createHash } from 'node:crypto';
import { hashOf } from '../../core/jobs/scope.ts';
import type { Clock } from '../../core/time/clock.ts';
import { SECOND } from '../../core/time/units.ts';

/** The longest name of a message group (SQS API reference). */
const LONGEST = 128;

/**
 * The groups that the keys of one owner share: SQS serves a group last that has more than a tenth of what is under way, so an owner who had more of them could fill
 * each and count as quiet in all.
 */
const GROUPS = { light: 4, heavy: 4 };

/** A key of which this process sends more than this in one to two windows is heavy. */
const HEAVY = { above: 50, window: 10 * SECOND };

/** Names the message groups, by which SQS is fair (decision 61): one for each owner, and where messages have keys eight more. */
export class MessageGroups {
  private readonly clock: Clock;
  private began = 0;
  private before = new Map<string, number>();
  private now = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The group of a message of an owner; one with a key shares it with keys that are as much in use. */
  idOf(owner: string, key?: string): string {
    if (key === undefined) return owner.length <= LONGEST ? owner : digestOf(owner);
    const kind = this.count(JSON.stringify([owner, key])) > HEAVY.above ? 'heavy' : 'light';
    return this.idOf(`${owner}#${kind}${hashOf(key) % GROUPS[kind]}`);
  }

  /** How many messages were sent of it in this window and the one before, with this one. */
  private count(name: string): number {
    const windows = Math.floor((this.clock.now() - this.began) / HEAVY.window);
    if (windows !== 0) {
      this.before = windows === 1 ? this.now : new Map();
      this.now = new Map();
      this.began += windows * HEAVY.window;
    }
    const count = (this.now.get(name) ?? 0) + 1;
    this.now.set(name, count);
    return count + (this.before.get(name) ?? 0);
  }
}

const digestOf = (name: string) => createHash('sha256').update(name).digest('hex');

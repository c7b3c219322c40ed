import type { Lane } from '../../core/messages/wake-up.ts';

/** A message in a queue. */
export interface Message {
  id: number;
  body: string;
  lane: Lane;
  group: string | undefined;
  receives: number;
  /** When it can be received, Unix ms. */
  visibleAt: number;
  /** It was received, and is neither deleted nor visible again. */
  underWay: boolean;
  deleted: boolean;
}

/** With thirty messages under way or more, a group with more than this share of them is noisy ("Amazon SQS fair queues" of the SQS guide). */
const NOISY = { from: 30, share: 0.1 };

/** The messages of a group that wait, the longest first, and how many of it are under way. */
interface Group {
  waiting: Message[];
  next: number;
  underWay: number;
}

/** The messages of one queue that can be received: those that are the longest visible, but those of noisy groups only when there are no others. */
export class FairQueue {
  private readonly groups = new Map<string | undefined, Group>();
  private underWay = 0;
  length = 0;

  push(message: Message): void {
    this.groupOf(message).waiting.push(message);
    this.length += 1;
  }

  /** Takes one, which is under way until it is back or gone. */
  take(): Message | undefined {
    const waiting = [...this.groups.values()].filter((group) => group.next < group.waiting.length);
    const quiet = waiting.filter((group) => !this.isNoisy(group));
    const [group] = (quiet.length > 0 ? quiet : waiting).sort((a, b) => visibleSince(a) - visibleSince(b));
    const message = group?.waiting[group.next];
    if (!group || !message) return undefined;
    group.next += 1;
    if (group.next === group.waiting.length) {
      group.waiting = [];
      group.next = 0;
    }
    this.length -= 1;
    group.underWay += 1;
    this.underWay += 1;
    return message;
  }

  /** A message that was under way is not any more. */
  release(message: Message): void {
    this.groupOf(message).underWay -= 1;
    this.underWay -= 1;
  }

  private isNoisy({ underWay }: Group): boolean {
    return this.underWay >= NOISY.from && underWay > NOISY.share * this.underWay;
  }

  private groupOf({ group }: Message): Group {
    const found = this.groups.get(group) ?? { waiting: [], next: 0, underWay: 0 };
    this.groups.set(group, found);
    return found;
  }
}

const visibleSince = ({ waiting, next }: Group) => waiting[next]?.visibleAt ?? 0;

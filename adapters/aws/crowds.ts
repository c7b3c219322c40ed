import { crowdKey } from '../../core/jobs/scope.ts';
import type { Limiter, Rate } from '../../core/ports/limiter.ts';
import type { SlowScopes } from '../../core/ports/queues.ts';
import type { Clock } from '../../core/time/clock.ts';
import { MINUTE } from '../../core/time/units.ts';

/** Messages of a key that a process counts before it tells the others, which is a write. */
const TOLD = 10;

/** A key with more messages than a hundred that arrive within five seconds, of the clock's, is a crowd. */
const WINDOW_MS = 5000;
const ALLOWANCE: Rate = { burst: 100 / TOLD, perSecond: 1 };

/** For how long a key is a crowd beyond the moment at which these arrive, ms. */
const CROWD_MS = MINUTE;

/** Windows of keys that a process counts; with more it begins anew. */
const COUNTS_MAX = 10_000;

/**
 * The fairness keys with masses of messages, for which others of their product and env would wait: these wait in the lane `slow`, where they
 * take no place of the others (decision 61). All processes together count them.
 */
export class Crowds {
  private readonly marks: SlowScopes;
  private readonly limiter: Pick<Limiter, 'reserve'>;
  private readonly clock: Clock;
  private readonly counts = new Map<string, number>();

  constructor(marks: SlowScopes, limiter: Pick<Limiter, 'reserve'>, clock: Clock) {
    this.marks = marks;
    this.limiter = limiter;
    this.clock = clock;
  }

  /** Whether a key of an owner is a crowd, as far as this process knows. */
  has(owner: string, key: string): boolean {
    return this.marks.until(crowdKey(owner, key)) > this.clock.now();
  }

  /** Counts a message of a key that arrives at a moment, Unix ms. A count that is refused is made up for by those that follow. */
  async count(owner: string, key: string, arrival: number): Promise<void> {
    void this.marks.refresh();
    const name = crowdKey(owner, key);
    if (this.marks.until(name) > arrival + CROWD_MS / 2) return;
    const window = arrival - (arrival % WINDOW_MS);
    const place = `${name}#${window}`;
    const count = (this.counts.get(place) ?? 0) + 1;
    if (this.counts.size >= COUNTS_MAX) this.counts.clear();
    this.counts.set(place, count % TOLD);
    if (count < TOLD) return;
    await this.tell(name, place, window).catch(() => undefined);
  }

  /** No time passes in a window, so that its allowance is not filled up again. */
  private async tell(name: string, place: string, window: number): Promise<void> {
    const allowedAt = await this.limiter.reserve(place, ALLOWANCE, window);
    const until = Math.max(this.marks.until(name), window + WINDOW_MS + CROWD_MS);
    if (allowedAt > window) await this.marks.mark(name, until);
  }
}

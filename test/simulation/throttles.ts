import type { Chance } from '../../bench/virtual/chance.ts';
import { MINUTE, SECOND } from '../../core/time/units.ts';
import type { Step } from './process.ts';

/** What may have no capacity for a while, each by itself, as the keys of the table and the queue have theirs. */
const PARTS = ['row', 'payload', 'record', 'figures', 'send'] as const;
type Part = (typeof PARTS)[number];

/** A time in which all calls to some parts are refused, or done while their answers are lost. */
interface Throttle {
  from: number;
  until: number;
  parts: ReadonlySet<Part>;
  /** The calls are done and have no answer. */
  unclear: boolean;
}

function partOf({ port, method }: Pick<Step, 'port' | 'method'>): Part | undefined {
  switch (port) {
    case 'jobs':
      return method.toLowerCase().includes('payload') ? 'payload' : 'row';
    case 'history':
      return 'record';
    case 'stats':
      return 'figures';
    case 'queue':
      return method === 'send' ? 'send' : undefined;
    default:
      return undefined;
  }
}

/** A call that is refused for lack of capacity, with the name that AWS gives to it. */
function refusal(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** The times in which a world has no capacity for something. */
export class Throttles {
  private readonly times: readonly Throttle[];

  constructor(times: readonly Throttle[]) {
    this.times = times;
  }

  /**
   * Up to three, of up to 20 minutes, in the first minutes after a moment. Answers of sends are lost for some seconds only: each
   * try doubles the message.
   */
  static any(chance: Chance, start: number): Throttles {
    return new Throttles(
      Array.from({ length: chance.between(1, 3) }, () => {
        const from = start + chance.between(0, 15 * MINUTE);
        const lasts = chance.between(SECOND, chance.pick([5 * SECOND, MINUTE, 20 * MINUTE]));
        const unclear = chance.happens(0.3);
        const able = PARTS.filter((part) => part !== 'send' || !unclear || lasts < 5 * SECOND);
        const some = able.filter(() => chance.happens(0.5));
        return { from, until: from + lasts, parts: new Set(some.length > 0 ? some : able), unclear };
      }),
    );
  }

  /** When the last of them is over, Unix ms. */
  get end(): number {
    return Math.max(...this.times.map(({ until }) => until));
  }

  /** Whether a part was held up at every moment of a stretch, but for gaps shorter than `gap`, ms. */
  covers(part: Part, from: number, to: number, gap: number): boolean {
    let covered = from;
    for (const { from: begin, until } of this.of(part)) {
      if (begin - covered > gap) break;
      covered = Math.max(covered, until);
    }
    return to - covered <= gap;
  }

  /** How a call of a step made now is held up, if it is. */
  at(step: Pick<Step, 'port' | 'method'>, now: number): { error: Error; carriedOut: boolean } | undefined {
    const part = partOf(step);
    const throttle = part && this.of(part).find(({ from, until }) => from <= now && now < until);
    if (!throttle) return undefined;
    return throttle.unclear
      ? { error: refusal('TimeoutError'), carriedOut: true }
      : { error: refusal('ProvisionedThroughputExceededException'), carriedOut: false };
  }

  private of(part: Part): Throttle[] {
    return this.times.filter(({ parts }) => parts.has(part)).sort((a, b) => a.from - b.from);
  }
}

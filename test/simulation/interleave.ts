import { setImmediate as drained } from 'node:timers/promises';
import type { Process, Step } from './process.ts';
import type { World } from './world.ts';

interface Pending {
  step: Step;
  goOn: () => void;
}

/** One of the two whose calls are put in order. */
export type Side = 0 | 1;

/** Two processes whose every call waits until the test says which one continues. */
export class Gates {
  private readonly waiting: [Pending[], Pending[]] = [[], []];
  private readonly sides = new Map<Process, Side>();

  constructor(world: World) {
    const { pass } = world;
    world.pass = (process, ms, goOn, step) => {
      const side = this.sides.get(process);
      if (side === undefined) pass(process, ms, goOn, step);
      else this.waiting[side].push({ goOn, step });
    };
  }

  /** From now on the calls of the process wait; those it makes at once keep their order. */
  hold(process: Process, side: Side): void {
    this.sides.set(process, side);
  }

  next(side: Side): Step | undefined {
    return this.waiting[side][0]?.step;
  }

  /** Lets a side make its next call, and comes back when it waits again or has ended. */
  async go(side: Side): Promise<void> {
    this.waiting[side].shift()?.goOn();
    await drained();
  }

  /** Lets a side go on alone until its next step is one of the port. */
  async lead(side: Side, port: Step['port']): Promise<void> {
    await drained();
    while (this.next(side) && this.next(side)?.port !== port) await this.go(side);
  }
}

/** A place in an order. */
interface Place {
  steps: readonly [Step | undefined, Step | undefined];
  chosen: Side;
  /** The sides that continued here in earlier orders. */
  tried: Side[];
  /** The sides that need not continue here: an earlier order came to the same. */
  asleep: readonly Side[];
}

/**
 * Walks through all orders of the calls of two processes, depth first, each from the beginning: a play asks at every
 * place which one continues. Of orders that differ only in calls that cannot see each other, one is played (sleep sets).
 */
export class Orders {
  private readonly places: Place[] = [];
  private depth = 0;
  /** Whether the last play came to its end, and was not given up as one that was played before in another order. */
  whole = false;

  /** Which one continues; undefined when both have ended, or the rest need not be played. */
  choose(gates: Gates): Side | undefined {
    const known = this.places[this.depth];
    if (known) {
      this.depth += 1;
      return known.chosen;
    }
    const steps = [gates.next(0), gates.next(1)] as const;
    const able = SIDES.filter((side) => steps[side] !== undefined);
    const asleep = this.asleepBehind(this.places.at(-1));
    const chosen = able.find((side) => !asleep.includes(side));
    this.whole = able.length === 0;
    if (chosen === undefined) return undefined;
    this.places.push({ steps, chosen, tried: [], asleep });
    this.depth += 1;
    return chosen;
  }

  /** Continues to the next order; false when all have been played. */
  advance(): boolean {
    this.depth = 0;
    for (let last = this.places.at(-1); last; last = this.places.at(-1)) {
      const { steps, asleep } = last;
      last.tried.push(last.chosen);
      const tried = last.tried;
      const next = SIDES.find((side) => steps[side] && !asleep.includes(side) && !tried.includes(side));
      if (next !== undefined) {
        last.chosen = next;
        return true;
      }
      this.places.pop();
    }
    return false;
  }

  /** The sides that could have continued before, and would not have been seen by the one that continued instead. */
  private asleepBehind(last: Place | undefined): Side[] {
    if (!last) return [];
    const made = last.steps[last.chosen];
    return [...last.asleep, ...last.tried].filter((side) => commute(made, last.steps[side]));
  }
}

const SIDES = [0, 1] as const;

/** Whether two calls come to the same in either order: they are about different things, or both only read. */
function commute(a: Step | undefined, b: Step | undefined): boolean {
  if (!a || !b) return true;
  const places = placesOf(b);
  const apart = placesOf(a).every((place) => !places.includes(place));
  return apart || (READS.has(a.method) && READS.has(b.method));
}

const READS = new Set(['get', 'getPayload', 'find', 'notes', 'hours', 'total', 'lateHours', 'overdue']);

/** What a call is about. A message is on its way for some time, and so in any order; the end of a run is its own. */
function placesOf({ port, method, args }: Step): unknown[] {
  switch (port) {
    case 'jobs':
      // Beside a new payload stands a note.
      if (method === 'putPayload') return ['payload', 'stats'];
      return [method.toLowerCase().includes('payload') ? 'payload' : 'row'];
    case 'scheduler':
      return [typeof args[0] === 'object' ? Reflect.get(args[0] ?? {}, 'name') : args[0]];
    case 'queue':
    case 'run':
    case 'extendVisibility':
      return [Symbol(port)];
    default:
      return [port];
  }
}

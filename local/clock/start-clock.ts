import type { Deliver } from '../scheduler/delivery.ts';
import { ClockFile, type SavedTime } from './clock-file.ts';
import { CLOCK_ROUTES, clockFunction } from './clock-function.ts';
import { Pace } from './pace.ts';
import { createQueueTime, type QueueTime } from './queue-time.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How time passes in an embedded cloud. */
export interface ClockOptions {
  /** How many seconds pass in one while everything waits; 1 unless told. */
  speed?: number;
  /** Where the clock begins, Unix ms; as far ahead of the machine's as the data's last clock was unless told. */
  at?: number;
}

/** How often it is noted what time it is, ms: a `kill -9` leaves a moment that is at most so old. */
const NOTED_EVERY = 10_000;

/** The time of an embedded cloud. */
export interface CloudTime {
  /** Notes in the data what time it is, from now until it is stopped; called before anything works by it. @throws Error where it cannot */
  begin(): void;
  /** The clock that can be moved; absent where the machine's is the cloud's. */
  movable?: CloudClock;
  stop(): Promise<void>;
}

/** A clock that can be moved and what keeps time by it. */
export interface CloudClock {
  clock: VirtualClock;
  queues: QueueTime;
  /** Counts deliveries as work. */
  counted(deliver: Deliver): Deliver;
  /** Begins to move the clock. @param isWaiting whether a message will be taken at once */
  start(isWaiting: () => boolean): MovingClock;
}

/** A clock on the move, and what the HTTP API is to serve of it. */
export interface MovingClock {
  /** Moves the clock to a moment at once, Unix ms; resolves when all that was due by then is done. One at a time. */
  advanceTo(to: number): Promise<void>;
  routes: { routeKey: string; function: ReturnType<typeof clockFunction> }[];
  stop(): Promise<void>;
}

/** The clock would go back behind what the data has seen: its jobs would stand still. */
export class ClockBackwardsError extends Error {
  readonly code = 'CLOCK_BACKWARDS';
}

/**
 * Makes the time of an embedded cloud: by a clock that can be moved, as the options ask, or by the machine's without any. A start that
 * fails before it begins leaves the data with the time that they had.
 * @param say told that the time could not be noted
 * @throws ClockBackwardsError when the clock would begin before what the data has seen
 */
export async function startClock(
  dataDirectory: string,
  options: ClockOptions | undefined,
  say: (message: string) => void,
): Promise<CloudTime> {
  const file = new ClockFile(dataDirectory);
  const offset = offsetOf(file.read(), options, dataDirectory);
  const clock = options && new VirtualClock(offset, (ahead) => file.write(ahead));
  const note = () => file.write(clock?.offset() ?? offset);
  let noting: NodeJS.Timeout | undefined;
  const begin = () => {
    note();
    noting = setInterval(() => {
      try {
        note();
      } catch (error) {
        say(`the time could not be noted: ${error}`);
      }
    }, NOTED_EVERY);
  };
  const stop = async () => {
    clearInterval(noting);
    clock?.stop();
    if (noting) note();
  };
  return { ...(clock && { movable: await movable(clock, options) }), begin, stop };
}

async function movable(clock: VirtualClock, { speed = 1 }: ClockOptions): Promise<CloudClock> {
  return {
    clock,
    queues: await createQueueTime(clock),
    counted: (deliver) => async (delivery) => {
      const over = clock.begin();
      await deliver(delivery).finally(over);
    },
    start(isWaiting) {
      const pace = new Pace({ clock, speed, isWaiting });
      const target = clockFunction(clock, pace, speed);
      const routes = CLOCK_ROUTES.map((routeKey) => ({ routeKey, function: target }));
      return {
        routes,
        advanceTo: (to) => pace.advanceTo(to),
        stop: () => pace.stop(),
      };
    },
  };
}

/** By how much the clock begins ahead of the machine's, ms. */
function offsetOf(
  saved: SavedTime | undefined,
  options: ClockOptions | undefined,
  dataDirectory: string,
): number {
  const now = Date.now();
  const at = options ? (options.at ?? now + (saved?.offset ?? 0)) : now;
  if (saved === undefined || at >= saved.last) return at - now;
  const [seen, wanted] = [saved.last, at].map((time) => new Date(time).toISOString());
  throw new ClockBackwardsError(
    `${dataDirectory} has seen ${seen} already, and the clock would go back to ${wanted}, where its jobs stand still: ` +
      `start with --at ${seen} or later, or with another --data`,
  );
}

import type { Deliver } from '../scheduler/delivery.ts';
import { ClockFile } from './clock-file.ts';
import { CLOCK_ROUTES, clockFunction } from './clock-function.ts';
import { Pace } from './pace.ts';
import { createQueueTime, type QueueTime } from './queue-time.ts';
import { VirtualClock } from './virtual-clock.ts';

/** How time passes in an embedded cloud. */
export interface ClockOptions {
  /** How many seconds pass in one while everything waits; 1 unless told. */
  speed?: number;
  /** Where the clock begins, Unix ms; where the data's last clock was unless told, else now. */
  at?: number;
}

/** The clock of an embedded cloud and what keeps time by it. */
export interface CloudClock {
  clock: VirtualClock;
  queues: QueueTime;
  /** Counts deliveries as work. */
  counted(deliver: Deliver): Deliver;
  /** Begins to move the clock. @param isWaiting whether a message will be taken at once */
  start(isWaiting: () => boolean): MovingClock;
  stop(): Promise<void>;
}

/** A clock on the move, and what the HTTP API is to serve of it. */
export interface MovingClock {
  routes: { routeKey: string; function: ReturnType<typeof clockFunction> }[];
  stop(): Promise<void>;
}

/** The clock was asked to go back. */
export class ClockBackwardsError extends Error {
  readonly code = 'CLOCK_BACKWARDS';
}

/**
 * The clock that options ask for, or that the data of an earlier start is in; undefined for the machine's.
 * @throws ClockBackwardsError when `at` is before what the data has seen
 */
export async function startClock(
  dataDirectory: string,
  options: ClockOptions | undefined,
): Promise<CloudClock | undefined> {
  const file = new ClockFile(dataDirectory);
  const saved = file.read();
  if (!options && saved === undefined) return undefined;
  const { speed = 1, at } = options ?? {};
  const offset = offsetOf(saved, at, dataDirectory);
  file.write(offset);
  const clock = new VirtualClock(offset, (ahead) => file.write(ahead));
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
      return { routes, stop: () => pace.stop() };
    },
    stop: async () => clock.stop(),
  };
}

function offsetOf(saved: number | undefined, at: number | undefined, dataDirectory: string): number {
  if (at === undefined) return saved ?? 0;
  const offset = at - Date.now();
  if (saved === undefined || offset >= saved) return offset;
  const stands = new Date(Date.now() + saved).toISOString();
  throw new ClockBackwardsError(
    `${dataDirectory} has seen ${stands} already, and its clock only goes forward: use another --data`,
  );
}

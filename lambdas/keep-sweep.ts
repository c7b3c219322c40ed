import type { MiddlewareObj } from '@middy/core';
import { SWEEP } from '../core/messages/message.ts';
import type { Scheduler } from '../core/ports/scheduler.ts';
import type { Telemetry } from '../core/ports/telemetry.ts';
import type { Clock } from '../core/time/clock.ts';

/** How often one execution environment makes sure of the schedule, ms. */
const EVERY = 300_000;

/** At most so long does an invocation wait for it after its own work, ms; the call continues with the next invocation. */
const PATIENCE = 250;

export interface KeepSweepPorts {
  scheduler: Scheduler;
  clock: Clock;
  telemetry: Telemetry;
}

/**
 * Creates the schedule of the sweep again if it is gone, beside the work of an invocation, at most once in five minutes per
 * environment. A fault is told and fails nothing. A schedule that an operator disabled is there and stays as it is: the
 * alarm on missing sweeps tells of it.
 * @param name of the schedule, which the stack has given it
 */
export function keepSweep(name: string, { scheduler, clock, telemetry }: KeepSweepPorts): MiddlewareObj {
  let latest = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> = Promise.resolve();
  return {
    before: () => {
      const now = clock.now();
      // A clock that was set back does not put it off.
      if (now >= latest && now - latest < EVERY) return;
      latest = now;
      pending = scheduler
        .create({ ...SWEEP, name, once: false })
        .catch((error: unknown) => telemetry({ type: 'sweep-unsure', error }));
    },
    after: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE);
        void pending.then(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

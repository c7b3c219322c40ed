import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from '@aws-lambda-powertools/logger';

/** Longest stretch of synchronous work that is not told, ms: all wake-ups of a batch wait for it. */
const STRETCH_MS = 200;

/** What a warning of such a stretch says. */
export const STRETCH_MESSAGE = 'the event loop was held';

/** How often is looked whether the event loop comes round, ms. */
const RESOLUTION_MS = 20;

/**
 * A middleware that warns when something held the event loop during an invocation: what callers' data can make one run do
 * at once is bounded (docs/security/syncwork.md), and this tells of what the bounds forgot.
 */
export function watchStretches(logger: Pick<Logger, 'warn'>) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const tell = () => {
    delay.disable();
    const stretch_ms = Math.round(delay.max / 1e6);
    if (stretch_ms > STRETCH_MS) logger.warn(STRETCH_MESSAGE, { stretch_ms });
  };
  return {
    before: () => {
      // Not between invocations, when the process is frozen.
      delay.reset();
      delay.enable();
    },
    after: tell,
    onError: tell,
  };
}

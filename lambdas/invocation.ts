import type { MiddlewareObj } from '@middy/core';
import { Patience } from '../adapters/aws/patient.ts';

/** A caller of the API has an answer within so long of the call, ms, however AWS refuses. */
const CALL_MS = 3000;

/** What begins work is repeated for so long, ms: far below the 5 s that a lease outlasts its run, so that ends win over claims. */
const BRIEF_MS = 1000;

/** What finishes work is given up so long before the invocation ends, ms, so that its message can still be sent on. */
const LAST_MS = 5000;

/** Sending on is given up so long before the invocation ends, ms. */
const LAST_SEND_MS = 2000;

/** The invocation under way, by the machine's monotonic clock: a process has one at a time. */
let began = 0;
let ends = Number.POSITIVE_INFINITY;

/** Learns when each invocation began and will end; must come before whatever calls AWS. */
export function measureInvocation(): MiddlewareObj {
  return {
    before: ({ context }) => {
      began = performance.now();
      ends = began + context.getRemainingTimeInMillis();
    },
  };
}

/** How long the invocation under way still has, ms. */
const left = () => ends - performance.now();

/** For what is asked anew by others or a minute later: the checks of the clock and of health, and the sweep. */
export const noPatience = new Patience(() => 0);

/** For what begins work: reads of rows and payloads, claims. */
export const briefPatience = new Patience(() => BRIEF_MS);

/** For what finishes work: ends of runs, records, wake-ups after a commit. It goes past the lease of a run. */
export const lastingPatience = new Patience(() => left() - LAST_MS);

/** For the new send of a message that met a refusal. */
export const sendingPatience = new Patience(() => left() - LAST_SEND_MS);

/** For calls of the API, which have it together. */
export const callPatience = new Patience(() => CALL_MS - (performance.now() - began));

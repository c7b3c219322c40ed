import type { MiddlewareObj } from '@middy/core';
import { MACHINE_TIME, Patience, type PatientTime } from '../adapters/aws/patient.ts';

/** A caller of the API has an answer within so long of the call, ms, however AWS refuses. */
const CALL_MS = 3000;

/** What begins work is repeated for so long, ms: far below the 5 s that a lease outlasts its run, so that ends win over claims. */
const BRIEF_MS = 1000;

/** A call that finishes work ends this long before the invocation, ms, so that its message can still be sent on. */
const LAST_MS = 5000;

/** Sending on ends this long before the invocation, ms. */
const LAST_SEND_MS = 2000;

/** The invocation under way of one environment, which has one at a time, and how long refused calls are repeated in it. */
export class Invocation {
  private began = 0;
  private ends = Number.POSITIVE_INFINITY;
  private readonly time: PatientTime;
  /** For what is asked anew by others or a minute later: the checks of the clock and of health, and the sweep. */
  readonly none: Patience;
  /** For what begins work: reads of rows and payloads, claims. */
  readonly brief: Patience;
  /** For what finishes work: ends of runs, records, wake-ups after a commit. It goes past the lease of a run. */
  readonly lasting: Patience;
  /** For the new send of a message that met a refusal. */
  readonly sending: Patience;
  /** For calls of the API, which have it together. */
  readonly call: Patience;

  constructor(time: PatientTime = MACHINE_TIME) {
    this.time = time;
    this.none = new Patience(() => 0, time);
    this.brief = new Patience(() => BRIEF_MS, time);
    this.lasting = new Patience(() => this.left() - LAST_MS, time);
    this.sending = new Patience(() => this.left() - LAST_SEND_MS, time);
    this.call = new Patience(() => CALL_MS - (time.now() - this.began), time);
  }

  /** The next invocation begins. @param remaining ms until it is ended by force */
  begin(remaining: number): void {
    this.began = this.time.now();
    this.ends = this.began + remaining;
  }

  /** How long it may still take, ms. */
  left(): number {
    return this.ends - this.time.now();
  }
}

const invocation = new Invocation();

/** Learns when each invocation began and will end; must come before whatever calls AWS. */
export function measureInvocation(): MiddlewareObj {
  return { before: ({ context }) => invocation.begin(context.getRemainingTimeInMillis()) };
}

/** The patiences of the process's own invocations: see {@link Invocation}. */
export const {
  none: noPatience,
  brief: briefPatience,
  lasting: lastingPatience,
  sending: sendingPatience,
  call: callPatience,
} = invocation;

/** How long the invocation under way may still take, ms. */
export const timeLeft = () => invocation.left();

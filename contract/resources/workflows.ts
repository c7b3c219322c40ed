import type { Encrypted } from './shared.ts';

/** A Step Functions state machine; the run's identity is the name of its execution. */
export interface StateMachine extends Encrypted {
  provider: 'step-functions';
  /** Of the state machine, or of a version or alias of it. */
  stateMachineArn: string;
  /** `standard` (default), or `express`, which is run synchronously and whose output is the result. */
  type?: 'standard' | 'express';
  /**
   * For a standard one: `started` (default) ends the run when the execution has started, `poll` asks for its end
   * within the attempt's limit, `event` leaves the executor and ends the run when the execution tells that it has
   * ended.
   */
  wait?: 'started' | 'poll' | 'event';
  /** What stands for it in the embedded cloud; never deployed. */
  local?: {
    /** The machine in Amazon States Language. */
    definition: Record<string, unknown>;
  };
}

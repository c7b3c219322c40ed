import type { Lane } from '../../core/messages/wake-up.ts';
import type { Ports } from '../../core/ports/ports.ts';

/** A process that lives until it dies at one of its calls; what it awaits then never comes. */
export interface Process {
  dead: boolean;
  skew: number;
  /** Where the message was received that it answers. */
  lane?: Lane;
}

/** What a process is about to do. */
export interface Step {
  port: keyof Ports | 'extendVisibility' | 'run';
  method: string;
  args: readonly unknown[];
}

/** The one call of a whole world at which its process dies: before it is done, or after. */
export interface CrashPoint {
  call: number;
  moment: 'before' | 'after';
}

/** How patient ports are: see `Invocation`. */
export type Patiences = 'none' | 'brief' | 'lasting' | 'sending' | 'call';

import type { Secrets } from '../../ports/access.ts';
import type { KnownArgument } from './arguments.ts';
import type { Budget } from './budget.ts';

/** What operators see of the run they are evaluated for. */
export interface OperatorScope {
  /** The run's start, Unix ms. */
  now: number;
  /** IANA zone of the job. */
  tz: string;
  vars: Record<VariableName, string | number>;
  session?: { tag: string; token: string };
  secrets: Secrets;
  /** What a text between operators stands for: a preset's placeholders are filled here. Without it, itself. */
  literal?: (text: string) => unknown;
  /** One for all that a run evaluates. */
  budget: Budget;
  /** Told of each text that a secret or the session's token was inserted into: it leaves the attempt no more than that. */
  hide(value: string): void;
}

/** What `$Var(name)` can name (docs/contract.md, 8). */
export const VARIABLES = [
  'execution_count',
  'job_id',
  'product',
  'env',
  'scheduled_at',
  'occurrence',
  'attempt',
] as const;

type VariableName = (typeof VARIABLES)[number];

interface Described {
  /** How it is written, for messages: `$DateAdd(date, n, "unit")`. */
  usage: string;
  /** Least and most arguments. */
  arity: readonly [least: number, most: number];
  /** What is wrong with arguments that are known before the run, if anything. */
  fault?(args: readonly KnownArgument[]): string | undefined;
}

/** An operator whose value follows from its arguments alone. */
export interface PureOperator extends Described {
  /** @throws RunError `VALIDATION_ERROR` or `NOT_FOUND`; no message quotes an argument */
  compute(args: readonly unknown[], budget: Budget): unknown;
}

/** An operator whose value is known only in a run. */
export interface RunOperator extends Described {
  /** @throws RunError `VALIDATION_ERROR`; no message quotes an argument */
  evaluate(args: readonly unknown[], scope: OperatorScope): unknown;
}

/** One operator (docs/contract.md, 8); the values of its arguments are paid for before it is called. */
export type Operator = PureOperator | RunOperator;

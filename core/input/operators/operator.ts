import type { Secrets } from '../../ports/secrets.ts';

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
}

/** What `$Var(name)` can name (contract: §4). */
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

/** An argument as far as it is known before the run: its literal value, or that an operator will give it. */
export type KnownArgument = { value: unknown } | 'computed';

/** One operator of contract §4. */
export interface Operator {
  /** How it is written, for messages: `$DateAdd(date, n, "unit")`. */
  usage: string;
  /** Least and most arguments. */
  arity: readonly [least: number, most: number];
  /** What is wrong with arguments that are known before the run, if anything. */
  fault?(args: readonly KnownArgument[]): string | undefined;
  /** @throws RunError `VALIDATION_ERROR` or `NOT_FOUND` */
  evaluate(args: readonly unknown[], scope: OperatorScope): unknown;
}

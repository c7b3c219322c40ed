import { ErrorCode } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import { RunError } from '../../errors/run-error.ts';

/** What a call costs by itself, steps. */
const CALL_STEPS = 20;

/** What an item of a list costs beside its characters, steps. */
const ITEM_STEPS = 16;

/** What a number, true, false or null costs, steps. */
const PLAIN_STEPS = 8;

/** What it costs to reckon with a date in a zone, steps. */
export const DATE_STEPS = 4000;

/** What it costs to change the case of a character, which may become three, steps. */
export const CASE_STEPS = 3;

/**
 * What the operators of one run's input, and of its named operation, may cost together. Each pays before it works,
 * so that neither time nor memory grows with what a caller nests. A step is a character read or made: at most 20 ns.
 */
export class Budget {
  private calls = 0;
  private steps = 0;

  /** Counts an operator that stands in the input. @throws RunError past 1 000 */
  countCall(): void {
    this.calls += 1;
    if (this.calls > Limits.operators) throw refusal(`there are more than ${Limits.operators} operators`);
    this.spend(CALL_STEPS);
  }

  /** Pays for work that is about to be done. @throws RunError when the budget is spent */
  spend(steps: number): void {
    this.steps += steps;
    if (this.spent) throw refusal(`the operators together take more than ${Limits.operatorSteps} steps`);
  }

  /** What `work` makes of the arguments; those and the result are paid for. @throws RunError when the budget is spent */
  payFor(args: readonly unknown[], work: () => unknown): unknown {
    for (const value of args) this.spend(sizeOf(value));
    const result = work();
    this.spend(sizeOf(result));
    return result;
  }

  /** Whether nothing more can be done. */
  get spent(): boolean {
    return this.calls > Limits.operators || this.steps > Limits.operatorSteps;
  }
}

/** What it costs to read a value or hand it on, steps; operators know no nested lists. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (!Array.isArray(value)) return PLAIN_STEPS;
  return value.reduce<number>(
    (sum, item) => sum + ITEM_STEPS + (typeof item === 'string' ? item.length : PLAIN_STEPS),
    0,
  );
}

/** An operator's refusal of the values it got; the message never quotes one that was computed. */
export function refusal(message: string): RunError {
  return new RunError(ErrorCode.Validation, message);
}

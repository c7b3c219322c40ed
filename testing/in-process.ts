import type { JobFunction, JobRun } from '../contract/job-function.ts';
import { ownHandler } from '../lambdas/own-function/own-handler.ts';
import { localArn } from '../local/names.ts';
import type { LambdaRunEvent } from '../namespaces/shared/lambda/run-event.ts';

/** A run has as long as its attempt; what is left is never asked for here. */
const REMAINING_MS = 15 * 60_000;

/** What a function answered, as Lambda tells it. */
export interface FunctionAnswer {
  /** JSON. */
  payload: string;
  failed: boolean;
}

/** A function of a test, as Lambda would call it: in and out go through JSON, and what it throws is told as Lambda tells it. */
export class InProcessFunction {
  readonly name: string;
  readonly arn: string;
  private readonly handle: ReturnType<typeof ownHandler>;

  constructor(name: string, job: JobFunction<never>, secret: JobRun['secret']) {
    this.name = name;
    this.arn = localArn('lambda', `function:${name}`);
    this.handle = ownHandler(job, secret);
  }

  /** Calls it with an event in JSON. @param ahead by how much the clock of its deadline is ahead of the machine's, which it runs by, ms */
  async invoke(payload: string, ahead: number): Promise<FunctionAnswer> {
    try {
      const event: LambdaRunEvent = JSON.parse(payload);
      const own = { ...event, deadline: event.deadline - ahead };
      const result = await this.handle(own, { getRemainingTimeInMillis: () => REMAINING_MS });
      return { payload: JSON.stringify(result ?? null), failed: false };
    } catch (error) {
      return { payload: JSON.stringify(describe(error)), failed: true };
    }
  }
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: String(error.stack ?? '').split('\n') };
}

import type { JobFunction, JobRun } from '../contract/job-function.ts';
import { ownHandler } from '../lambdas/own-function/own-handler.ts';
import type { InvocationResult, LambdaFunction } from '../local/lambda/function.ts';
import { Signal } from '../local/lambda/signal.ts';
import { localArn } from '../local/names.ts';

/** A run has as long as its attempt; what is left is never asked for here. */
const REMAINING_MS = 15 * 60_000;

/** Runs of one function at once. */
const CONCURRENCY = 1000;

/** A function of a test, as Lambda would call it: in and out go through JSON, and what it throws is told as Lambda tells it. */
export class InProcessFunction implements LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly released = new Signal();
  private readonly handle: ReturnType<typeof ownHandler>;
  private running = 0;

  constructor(name: string, job: JobFunction<never>, secret: JobRun['secret']) {
    this.name = name;
    this.arn = localArn('lambda', `function:${name}`);
    this.handle = ownHandler(job, secret);
  }

  async invoke(payload: Buffer | string): Promise<InvocationResult> {
    this.running += 1;
    try {
      const event = JSON.parse(payload.toString());
      const result = await this.handle(event, { getRemainingTimeInMillis: () => REMAINING_MS });
      return { statusCode: 200, payload: Buffer.from(JSON.stringify(result ?? null)) };
    } catch (error) {
      const failure = JSON.stringify(describe(error));
      return { statusCode: 200, payload: Buffer.from(failure), functionError: 'Unhandled' };
    } finally {
      this.running -= 1;
      this.released.notify();
    }
  }

  free(): number {
    return CONCURRENCY - this.running;
  }

  environments(): { pid: number; busy: boolean }[] {
    return [];
  }

  async stop(): Promise<void> {}
}

function describe(error: unknown) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

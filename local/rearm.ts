import type { LambdaFunction } from './lambda/function.ts';

/** Messages did not outlive the last process, so every live job is armed again, as after a purge of the queue. */
export async function rearm(executor: LambdaFunction): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const { payload, functionError } = await executor.invoke(JSON.stringify({ action: 'rearm', cursor }));
    if (functionError) throw new Error(`jobs could not be armed again: ${payload}`);
    const progress: { rearmed: number; cursor?: string } = JSON.parse(payload.toString());
    count += progress.rearmed;
    cursor = progress.cursor;
    if (cursor === undefined) return count;
  }
}

import type { Config } from '../contract/config.ts';
import { scopesOf } from '../core/config/find-resource.ts';
import { setIn, setsByProduct } from '../core/usecases/schedules/declared-set.ts';
import { digest } from '../lambdas/digest.ts';
import { REFUSED, type SchedulesEvent } from '../lambdas/executor/declared-schedules.ts';
import type { LambdaFunction } from './lambda/function.ts';

/**
 * Has the executor apply the schedules of the config, as a deploy does, but at every start and for each product and env: what was ended or
 * changed by hand is there again, and what is not declared any more ends.
 * @param refused told every schedule that was refused, by its path in the config and with the reason; all others are applied
 * @throws Error where they could not be applied, and for refused ones when they are told to none
 */
export async function applyDeclared(
  config: Config,
  executor: LambdaFunction,
  refused?: (schedules: readonly string[]) => void,
): Promise<void> {
  const sets = scopesOf(config).map((scope) => setIn(config, scope, digest));
  const event: SchedulesEvent = {
    RequestType: 'Update',
    ResourceProperties: { Sets: setsByProduct(sets) },
  };
  const { payload, functionError } = await executor.invoke(JSON.stringify(event));
  if (!functionError) return;
  const said = String(JSON.parse(payload.toString()).errorMessage ?? payload);
  const [first, ...refusals] = said.split('\n  ');
  if (first !== REFUSED || !refused) throw new Error(`The schedules of the config: ${said}`);
  refused(refusals);
}

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

import type { Config } from '../contract/config.ts';
import { asRecord } from '../contract/plain-data.ts';
import { configLines } from '../lib/config-lines.ts';
import { type EventBus, type Rule, startEventBus } from './event-bus/start-event-bus.ts';
import type { LambdaFunction } from './lambda/function.ts';
import { functionNameOf } from './names.ts';
import type { Deliver } from './scheduler/delivery.ts';
import type { Stack } from './stack.ts';
import { type StepFunctions, startStepFunctions } from './step-functions/start-step-functions.ts';

/**
 * Starts EventBridge with the template's rules, and Step Functions with the state machines that the config gives
 * definitions for; their status changes go to the default bus, as on AWS.
 */
export async function startWorkflows(
  config: Config,
  rules: readonly Rule[],
  functions: readonly LambdaFunction[],
  deliver: Deliver,
  stack: Stack,
): Promise<{ eventBus: EventBus; stepFunctions: StepFunctions }> {
  const resources = configLines(config).map(({ resource }) => resource);
  const buses = resources.flatMap((resource) =>
    resource.provider === 'eventbridge' ? [resource.busArn] : [],
  );
  const eventBus = await stack.add(
    startEventBus({ port: 0, rules, buses, deliver: (arn, input) => deliver({ arn, input }) }),
  );
  const machines = resources.flatMap((resource) =>
    resource.provider === 'step-functions' && resource.local
      ? [
          {
            arn: resource.stateMachineArn,
            type: resource.type ?? 'standard',
            definition: resource.local.definition,
          },
        ]
      : [],
  );
  const invokeFunction = async (arn: string, payload: unknown): Promise<unknown> => {
    const name = functionNameOf(arn);
    const fn = functions.find((candidate) => candidate.name === name);
    if (!fn) throw new Error(`no function ${name} is known here`);
    const { payload: answer, functionError } = await fn.invoke(JSON.stringify(payload ?? {}), {
      waitMs: 30_000,
    });
    const value: unknown = JSON.parse(answer.toString() || 'null');
    if (functionError === undefined) return value;
    const { errorType = 'Error', errorMessage = '' } = asRecord(value);
    throw Object.assign(new Error(String(errorMessage)), { name: String(errorType) });
  };
  const stepFunctions = await stack.add(
    startStepFunctions({
      port: 0,
      machines,
      invokeFunction,
      onStatusChange: ({ name, stateMachineArn, ...execution }) =>
        eventBus.put({
          source: 'aws.states',
          detailType: 'Step Functions Execution Status Change',
          resources: [execution.executionArn],
          detail: { name, stateMachineArn, ...execution },
        }),
    }),
  );
  return { eventBus, stepFunctions };
}

import { serveAwsJson } from '../aws-json.ts';
import { stepFunctionsActions } from './actions.ts';
import { type Execution, Executions, type LocalMachine } from './executions.ts';
import type { InvokeFunction } from './machine.ts';

export interface StepFunctionsOptions {
  /** 0 for a free one. */
  port: number;
  machines: readonly LocalMachine[];
  invokeFunction: InvokeFunction;
  /** Told at the start and at the end of every execution. */
  onStatusChange?: (execution: Execution) => void;
}

/** A running Step Functions; its executions are aborted when it stops. */
export interface StepFunctions {
  endpoint: string;
  stop(): Promise<void>;
}

/** Starts Step Functions with the given machines. @throws Error for a definition that is not valid */
export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctions> {
  const { machines, invokeFunction, onStatusChange = () => undefined } = options;
  const executions = new Executions(machines, invokeFunction, onStatusChange);
  const server = await serveAwsJson(options.port, stepFunctionsActions(executions));
  return {
    endpoint: server.endpoint,
    async stop() {
      await executions.stop();
      await server.stop();
    },
  };
}

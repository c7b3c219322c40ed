import {
  ExecutionAbortedError,
  ExecutionTimeoutError,
  StateMachine,
  type StateMachineDefinition,
} from 'aws-local-stepfunctions';
import { asRecord } from '../../contract/plain-data.ts';

/** Invokes a function by name or ARN. @throws Error whose name is the function's error type */
export type InvokeFunction = (functionArn: string, payload: unknown) => Promise<unknown>;

/** How an execution ended. */
export type Ending =
  | { status: 'SUCCEEDED'; output: string }
  | { status: 'FAILED'; error: string; cause: string }
  | { status: 'TIMED_OUT' }
  | { status: 'ABORTED' };

type Handler = (input: unknown) => Promise<never>;

/** Checks a definition. @throws Error saying what Amazon States Language does not allow */
export function readDefinition(definition: Record<string, unknown>): StateMachine {
  // The interpreter checks what the type cannot say.
  return new StateMachine(definition as unknown as StateMachineDefinition);
}

/** Runs a state machine; its tasks are functions, by ARN or by the Lambda integration. */
export function execute(
  machine: StateMachine,
  definition: Record<string, unknown>,
  input: unknown,
  invoke: InvokeFunction,
): { ended: Promise<Ending>; abort: () => void } {
  const handlers = taskHandlers(definition, invoke);
  const run = machine.run(JSON.parse(JSON.stringify(input)), {
    overrides: { taskResourceLocalHandlers: handlers },
  });
  const ended = run.result.then(
    (output): Ending => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
    endingOf,
  );
  return { ended, abort: () => run.abort() };
}

function endingOf(error: unknown): Ending {
  if (error instanceof ExecutionAbortedError) return { status: 'ABORTED' };
  if (error instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT' };
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { name, message } = cause instanceof Error ? cause : new Error(String(error));
  return { status: 'FAILED', error: name, cause: message };
}

/** A handler for each task of the machine, and of the machines within it, by the name of its state. */
function taskHandlers(definition: unknown, invoke: InvokeFunction): Record<string, Handler> {
  const states: Record<string, unknown> = asRecord(asRecord(definition)['States']);
  const found = Object.entries(states).flatMap(([name, state]): [string, Handler][] => {
    const { Type, Resource, Branches, Iterator: iterator, ItemProcessor } = asRecord(state);
    if (Type === 'Task') return [[name, taskHandler(String(Resource), invoke)]];
    const within: unknown[] = [...(Array.isArray(Branches) ? Branches : []), iterator, ItemProcessor];
    return within.flatMap((inner) => Object.entries(taskHandlers(inner, invoke)));
  });
  return Object.fromEntries(found);
}

function taskHandler(resource: string, invoke: InvokeFunction): Handler {
  const call = async (input: unknown): Promise<unknown> => {
    if (/^arn:[a-z-]+:lambda:/.test(resource)) return await invoke(resource, input);
    if (/^arn:[a-z-]+:states:::lambda:invoke$/.test(resource)) {
      const { FunctionName, Payload } = asRecord(input);
      return { StatusCode: 200, Payload: await invoke(String(FunctionName), Payload) };
    }
    throw new Error(`the embedded cloud runs no task of ${resource}`);
  };
  // The interpreter types what a handler returns as `any`; `never` is what both sides take.
  return async (input) => (await call(input)) as never;
}

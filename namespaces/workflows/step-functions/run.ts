import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ErrorCode } from '../../../contract/errors.ts';
import type { StateMachine } from '../../../contract/resources/workflows.ts';
import { executionArn as arnOfExecution } from '../../../core/config/state-machine-arn.ts';
import { Deferral, RunError } from '../../../core/errors/run-error.ts';
import type { NamespaceRun, RunContext } from '../../../core/ports/namespace.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { doneOnce, unreadSuccess } from '../../shared/aws-effect.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { type ClientSettings, regionalClients } from '../../shared/per-access.ts';
import { Unkept } from '../../shared/unkept.ts';
import { type Ended, outcomeOf } from './outcome.ts';

const NOT_THERE = { notFound: ['StateMachineDoesNotExist'] };

/** Between two looks at an execution, ms: the pause grows by half up to the longest. */
const POLL = { first: 250, longest: 5000 };

/** How often a run that waits for an event looks by itself, ms, should the event be lost: each time later. */
const LOOK_AGAIN = { first: 5 * MINUTE, longest: HOUR };

/**
 * Starts a state machine with the input as it is. The execution is named after the run, so a duplicate starts
 * nothing twice; once it has failed, the next attempt starts another, named after the run and a number. An express
 * one is run synchronously, for which Step Functions offers no idempotency. The result is `{execution_arn, name,
 * status, output?}`.
 */
export const runStateMachine: NamespaceRun<StateMachine> = async ({ resource, input }, context) => {
  const clients = resource.type === 'express' ? expressClients : standardClients;
  const client = clients(context.aws, resource.stateMachineArn.split(':')[3]);
  const machine = { client, arn: resource.stateMachineArn, input: JSON.stringify(input), context };
  if (resource.type === 'express') return await runNow(machine);
  const wait = resource.wait ?? 'started';
  const noted = wait === 'started' ? null : await context.progress.get();
  const tries = Number(noted?.['tries'] ?? 1);
  const name = tries === 1 ? context.identity : `${context.identity}-${tries}`;
  const execution_arn = await start(machine, name);
  if (wait === 'started') return { execution_arn, name, status: 'STARTED' };

  const ended = wait === 'poll' ? await poll(machine, execution_arn) : await look(machine, execution_arn);
  if (!ended) {
    const looks = Number(noted?.['looks'] ?? 0);
    await context.progress.set({ tries, looks: looks + 1 });
    throw new Deferral(Date.now() + Math.min(LOOK_AGAIN.first * 2 ** looks, LOOK_AGAIN.longest));
  }
  if (ended.status !== 'SUCCEEDED') await context.progress.set({ tries: tries + 1 });
  return { execution_arn, name, ...outcomeOf(ended) };
};

/** A state machine, the execution's input, and the attempt. */
interface Machine {
  client: SFNClient;
  arn: string;
  input: string;
  context: RunContext;
}

/** A standard execution is started once by its name, so the SDK may call again. */
const standardClients = regionalClients((settings) => new SFNClient(own(settings)));

const expressClients = regionalClients((settings) => doneOnce(new SFNClient(own(settings))));

/** An endpoint of one's own has no `sync-` host before it. */
function own(settings: ClientSettings) {
  const isOwn = process.env['AWS_ENDPOINT_URL_SFN'] !== undefined;
  return { ...settings, ...(isOwn && { disableHostPrefix: true }) };
}

async function start({ client, arn, input, context }: Machine, name: string): Promise<string> {
  const command = new StartExecutionCommand({ stateMachineArn: arn, name, input });
  try {
    const { executionArn = '' } = await client.send(command, { abortSignal: context.signal });
    return executionArn;
  } catch (error) {
    // It has ended already, or its input differed by what `$Var(attempt)` or a secret put into it.
    if (error instanceof ExecutionAlreadyExists) return arnOfExecution(arn, name);
    throw awsRunError(error, NOT_THERE);
  }
}

async function look({ client, context }: Machine, executionArn: string): Promise<Ended | undefined> {
  try {
    const command = new DescribeExecutionCommand({ executionArn });
    return endedOf(await client.send(command, { abortSignal: context.signal }));
  } catch (error) {
    // DescribeExecution is eventually consistent (API reference): one just started may not be seen yet.
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw awsRunError(error, NOT_THERE);
  }
}

function endedOf({ status, output, error, cause }: DescribeExecutionOutput): Ended | undefined {
  if (status === undefined || status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
  return { status, output, error, cause };
}

/** Looks until the execution has ended. @throws RunError `TIMEOUT` when the attempt ends first; the execution continues */
async function poll(machine: Machine, executionArn: string): Promise<Ended> {
  const { signal } = machine.context;
  for (let wait = POLL.first; ; wait = Math.min(wait * 1.5, POLL.longest)) {
    const ended = await look(machine, executionArn);
    if (ended) return ended;
    await pause(wait, undefined, { signal }).catch((error: unknown) => {
      const message = 'the execution has not ended in time; it continues, and the next attempt waits for it';
      throw new RunError(ErrorCode.Timeout, message, { cause: error });
    });
  }
}

async function runNow({ client, arn, input, context }: Machine) {
  const command = new StartSyncExecutionCommand({ stateMachineArn: arn, name: context.identity, input });
  try {
    const { executionArn, status, output, error, cause } = await client.send(command, {
      abortSignal: context.signal,
    });
    const named = { execution_arn: executionArn, name: context.identity };
    if (status === undefined)
      return Object.assign(new Unkept('the answer does not tell what came of it'), named);
    return { ...named, ...outcomeOf({ status, output, error, cause }) };
  } catch (error) {
    const unread = unreadSuccess(error);
    if (unread) return Object.assign(unread, { name: context.identity });
    throw awsRunError(error, NOT_THERE);
  }
}

import type { StateMachine } from 'aws-local-stepfunctions';
import { executionArn as arnOfExecution, unqualifiedArn } from '../../core/config/state-machine-arn.ts';
import { AwsJsonError } from '../aws-json.ts';
import { type Ending, execute, type InvokeFunction, readDefinition } from './machine.ts';

/** A state machine the embedded cloud runs. */
export interface LocalMachine {
  arn: string;
  type: 'standard' | 'express';
  definition: Record<string, unknown>;
}

/** An execution, in so far as callers see it. */
export interface Execution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: 'RUNNING' | Ending['status'];
  /** Unix ms. */
  startDate: number;
  stopDate?: number;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
}

interface Running {
  execution: Execution;
  ended: Promise<Ending>;
  abort: () => void;
}

/** The executions of all machines, in memory: they end with the process. */
export class Executions {
  private readonly machines: Map<string, LocalMachine & { parsed: StateMachine }>;
  private readonly running = new Map<string, Running>();
  private readonly invoke: InvokeFunction;
  private readonly changed: (execution: Execution) => void;

  constructor(
    machines: readonly LocalMachine[],
    invoke: InvokeFunction,
    changed: (execution: Execution) => void,
  ) {
    // Checking one takes hundreds of milliseconds, and the machines of several environments are mostly the same.
    const read = new Map<string, StateMachine>();
    const parse = ({ definition }: LocalMachine): StateMachine => {
      const text = JSON.stringify(definition);
      const parsed = read.get(text) ?? readDefinition(definition);
      read.set(text, parsed);
      return parsed;
    };
    this.machines = new Map(machines.map((machine) => [machine.arn, { ...machine, parsed: parse(machine) }]));
    this.invoke = invoke;
    this.changed = changed;
  }

  machine(arn: string): LocalMachine {
    const machine = this.machines.get(arn);
    if (machine) return machine;
    throw new AwsJsonError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  /**
   * Starts an execution. The same name and input while it runs is the same execution; a name that was used is refused
   * (API reference, StartExecution: "idempotent").
   */
  start(machineArn: string, name: string, input: string): Running {
    const { definition } = this.machine(machineArn);
    const parsed = this.machines.get(machineArn)?.parsed;
    const executionArn = arnOfExecution(machineArn, name);
    const known = this.running.get(executionArn);
    if (known) {
      if (known.execution.status === 'RUNNING' && known.execution.input === input) return known;
      throw new AwsJsonError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    if (!parsed) throw new AwsJsonError('StateMachineDoesNotExist', machineArn);
    const stateMachineArn = unqualifiedArn(machineArn);
    const began = { executionArn, stateMachineArn, name, input, startDate: Date.now() };
    const execution: Execution = { ...began, status: 'RUNNING' };
    const { ended, abort } = execute(parsed, definition, JSON.parse(input), this.invoke);
    const running = { execution, abort, ended: ended.then((ending) => this.end(execution, ending)) };
    this.running.set(executionArn, running);
    this.changed({ ...execution });
    return running;
  }

  get(executionArn: string): Running {
    const found = this.running.get(executionArn);
    if (found) return found;
    throw new AwsJsonError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }

  list(machineArn: string): Execution[] {
    const all = [...this.running.values()].map(({ execution }) => execution);
    const machine = unqualifiedArn(machineArn);
    return all.filter(({ stateMachineArn }) => stateMachineArn === machine).reverse();
  }

  /** Aborts whatever runs, and waits for its end. */
  async stop(): Promise<void> {
    const open = [...this.running.values()].filter(({ execution }) => execution.status === 'RUNNING');
    for (const { abort } of open) abort();
    await Promise.all(open.map(({ ended }) => ended));
  }

  private end(execution: Execution, ending: Ending): Ending {
    Object.assign(execution, ending, { stopDate: Date.now() });
    this.changed({ ...execution });
    return ending;
  }
}

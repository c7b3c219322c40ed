import type { Schedule } from '../../contract/schedule.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { WakeUp } from '../../core/messages/wake-up.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { MINUTE } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { NO_FAULTS } from './faults.ts';
import { Gates } from './interleave.ts';
import type { Process } from './process.ts';
import { readWakeUp } from './read-wake-up.ts';
import { LARGE } from './results.ts';
import { SETUP } from './scenario.ts';
import { World } from './world.ts';

export const START = Date.UTC(2026, 0, 1);

/** What one of two processes does, with ports whose every call waits for its turn. */
export type Work = (stage: Stage, ports: Ports, process: Process) => Promise<unknown>;

/** Two processes at work on one job. */
export interface Pair {
  name: string;
  schedule?: Schedule;
  /** How many attempts fail. */
  failures?: number;
  /** How many calls leave the executor, to be called again an hour later or when a side tells the end of their work. */
  away?: number;
  /** How often an attempt is made again; once unless told. */
  retries?: number;
  /** No webhook listens to the job's events: there are fewer calls, and so fewer orders. */
  quiet?: true;
  /** Brings the job to where the two begin; it has been dispatched. */
  before: (stage: Stage) => Promise<void>;
  sides: [Work, Work];
  /** How far the first continues alone, as soon as both are there. */
  lead?: 'run';
  /** Time that passes between that and the beginning of the other, ms. */
  pause?: number;
  /** Most timers at the next occurrence that may be under way when both have ended: the loser sends none. */
  timers?: number;
  /** The job's messages are lost when both have ended: its tick has to make good for them. */
  purge?: true;
  /** A sweep looks after the job when both have ended. */
  swept?: true;
  /** How the job stands when both have ended, before another process does anything about it. */
  leaves?: JobRow['status'];
  /** How the job may come out; what else happened is a violation. */
  ends: readonly string[];
}

/** One play of a pair, from the beginning. */
export class Stage {
  readonly world = new World(1, START, NO_FAULTS);
  readonly gates = new Gates(this.world);

  constructor() {
    // Their ends have the more steps.
    this.world.resultOf = () => LARGE;
  }

  readonly ids = new Set<string>();
  retries = 1;
  /** Messages taken off the queue for the two. */
  received: WakeUp[] = [];

  get id(): string {
    return [...this.ids][0] ?? '';
  }

  get row(): JobRow | undefined {
    return this.world.jobs.rows.get(this.id);
  }

  async dispatch(schedule: Schedule | undefined): Promise<void> {
    void this.world.inProcess((ports) => this.ask(schedule, ports));
    await this.world.time.runUntil(START + 200);
  }

  async ask(schedule: Schedule | undefined, ports: Ports): Promise<void> {
    const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, retries: this.retries };
    const retryConfig = { initialDelay: 20 * MINUTE };
    const body = { ...fields, retryConfig, idempotency_key: 'key', ...(schedule && { schedule }) };
    this.ids.add((await dispatchJob('actions', body, SETUP, ports)).result.job_id);
  }

  /** Receives the job's messages before another process does, and lets time pass to the moment they are for. */
  async receive(at: number): Promise<void> {
    await this.world.time.runUntil(at - MINUTE / 2);
    this.received = this.world.take(this.id).flatMap((body) => readWakeUp(body) ?? []);
    await this.world.time.runUntil(at);
  }
}

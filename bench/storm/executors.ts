import type { Lane } from '../../core/messages/wake-up.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import { laneConcurrency } from '../../lib/lane-concurrency.ts';
import { type Account, Environment } from './environment.ts';
import type { Message } from './fair-queue.ts';

/** How a lane is answered: batches at work at once, messages of one, and receives after which one is dead-lettered. */
interface Service {
  concurrency: number;
  batch: number;
  maxReceives: number;
}

/** What Lambda does for the queues of wake-ups: batches to as many environments as a lane may have, as `lib` sets it up. */
export class Executors {
  /** Messages that were dead-lettered. */
  deadLetters = 0;
  private readonly account: Account;
  private readonly runnerFor: (environment: () => Environment) => Runner;
  private readonly services: Record<Lane, Service>;
  private readonly atWork: Record<Lane, number> = { main: 0, slow: 0, alone: 0, bulk: 0 };
  private readonly idle: Environment[] = [];

  constructor(account: Account, concurrency: number, runnerFor: (environment: () => Environment) => Runner) {
    this.account = account;
    this.runnerFor = runnerFor;
    const { main, slow, alone, bulk } = laneConcurrency(concurrency);
    this.services = {
      main: { concurrency: main, batch: 10, maxReceives: 1000 },
      slow: { concurrency: slow, batch: 10, maxReceives: 1000 },
      alone: { concurrency: alone, batch: 1, maxReceives: 5 },
      bulk: { concurrency: bulk, batch: 10, maxReceives: 1000 },
    };
    account.queues.arrived = (lane) => this.poll(lane);
  }

  /** Nothing is at work. */
  get isIdle(): boolean {
    return Object.values(this.atWork).every((batches) => batches === 0);
  }

  private poll(lane: Lane): void {
    const { concurrency, batch } = this.services[lane];
    const { queues } = this.account;
    while (this.atWork[lane] < concurrency && queues.isReady(lane)) {
      this.atWork[lane] += 1;
      void this.answer(lane, queues.receive(lane, batch));
    }
  }

  private async answer(lane: Lane, received: readonly Message[]): Promise<void> {
    const most = this.services[lane].maxReceives;
    const spent = received.filter(({ receives }) => receives > most);
    const fresh = received.filter(({ receives }) => receives <= most);
    this.deadLetters += spent.length;
    await Promise.all([this.invoke('recordDeadLetter', spent), this.invoke('execute', fresh)]);
    this.atWork[lane] -= 1;
    this.poll(lane);
  }

  private async invoke(handler: 'execute' | 'recordDeadLetter', messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const environment = this.idle.pop() ?? this.start();
    const failed = await environment.invoke(handler, messages);
    if (!failed) return;
    this.idle.push(environment);
    for (const message of messages) if (!failed.includes(message)) this.account.queues.delete(message);
  }

  private start(): Environment {
    const environment: Environment = new Environment(
      this.account,
      this.runnerFor(() => environment),
    );
    return environment;
  }
}

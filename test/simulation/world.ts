import { MemoryAuditStore } from '../../adapters/memory/memory-audit-store.ts';
import { MemoryBulkStore } from '../../adapters/memory/memory-bulk-store.ts';
import { MemoryHistoryStore } from '../../adapters/memory/memory-history-store.ts';
import { MemoryIdempotencyStore } from '../../adapters/memory/memory-idempotency-store.ts';
import { MemoryJobStore } from '../../adapters/memory/memory-job-store.ts';
import { MemoryLimiter } from '../../adapters/memory/memory-limiter.ts';
import { MemoryNameStore } from '../../adapters/memory/memory-name-store.ts';
import { MemoryDeliveryQueue, MemoryScheduler } from '../../adapters/memory/memory-queues.ts';
import { MemoryRunStore } from '../../adapters/memory/memory-run-store.ts';
import { MemoryStatsStore } from '../../adapters/memory/memory-stats-store.ts';
import { MemoryWebhookStore } from '../../adapters/memory/memory-webhook-store.ts';
import { Chance } from '../../bench/virtual/chance.ts';
import { VirtualTime } from '../../bench/virtual/virtual-time.ts';
import { WEBHOOK_EVENTS } from '../../contract/webhook.ts';
import type { Outcome } from '../../core/jobs/finish.ts';
import { type JobRow, originOf, runIdentity } from '../../core/jobs/row.ts';
import type { RunInFlight } from '../../core/jobs/run-in-flight.ts';
import { readMessage, VERSION } from '../../core/messages/message.ts';
import { timesSentOn } from '../../core/messages/sent-on.ts';
import { keyOf, type Lane, type WakeUp } from '../../core/messages/wake-up.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { Ports } from '../../core/ports/ports.ts';
import type { Delivery } from '../../core/ports/queues.ts';
import type { ScheduleSpec } from '../../core/ports/scheduler.ts';
import type { Clock } from '../../core/time/clock.ts';
import { answerMessage } from '../../core/usecases/execute/answer-message.ts';
import { recordDeadLetter } from '../../core/usecases/execute/record-dead-letter.ts';
import { type Delivery as WakeDelivery, wakeJob } from '../../core/usecases/execute/wake-job.ts';
import { continueRelease } from '../../core/usecases/maintain/release-held.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { continueBulk } from '../../core/usecases/manage/bulk-jobs.ts';
import { Invocation } from '../../lambdas/invocation.ts';
import { Audits } from './audits.ts';
import { type Expected, wasCalled } from './away.ts';
import { SCOPES } from './callers.ts';
import type { Faults } from './faults.ts';
import { faulty } from './faulty.ts';
import { PastHolds } from './holds.ts';
import type { CrashPoint, Patiences, Process, Step } from './process.ts';
import { readWakeUp } from './read-wake-up.ts';
import { mixed, outcome } from './results.ts';
import { Schedules } from './schedules.ts';
import { Stream } from './stream.ts';
import type { Throttles } from './throttles.ts';
import { NOT_BY_WORKERS, Watch } from './watch.ts';

const VISIBILITY = 360_000;
const MAX_RECEIVES = { alone: 5, others: 1000 };

interface Message extends Record<'body' | 'job', string> {
  lane: Lane;
  visibleAt: number;
  receives: number;
}

/** The longest invocation of Lambda, ms: the longest attempt and what the executor keeps beyond it. */
const INVOCATION = 310_000;

const justDone: WakeDelivery['counted'] = (_row, work) => work();

/** The cloud and its workers in virtual time: real use cases over the memory adapters, with faults. */
export class World {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly history = new MemoryHistoryStore();
  readonly runs = new MemoryRunStore();
  /** What a run comes to. */
  resultOf: (row: JobRow, run: RunInFlight) => string | null = mixed;
  readonly keys = new MemoryIdempotencyStore();
  readonly bulks = new MemoryBulkStore((record) => this.stream.tell(record));
  readonly audit = new MemoryAuditStore();
  readonly audits = new Audits();
  readonly holds: PastHolds;
  /** Callers hold all jobs now and then: what is read of holds may be old, and is a call. */
  isHolding = false;
  readonly names = new MemoryNameStore();
  readonly limiter = new MemoryLimiter();
  readonly stats = new MemoryStatsStore((at) => this.stream.outage && this.stream.pulse(at));
  readonly stream: Stream;
  readonly jobs: MemoryJobStore;
  readonly scheduler = new MemoryScheduler();
  readonly webhooks = new MemoryWebhookStore((record) => this.stream.tell(record));
  readonly deliveries = new MemoryDeliveryQueue();
  readonly watch: Watch;
  readonly messages = new Set<Message>();
  /** Messages that are not received yet, by job. */
  private readonly waiting = new Map<string, number>();
  private readonly schedules: Schedules;
  /** When there is no capacity for what; absent for never. */
  throttles: Throttles | undefined;
  faults: Faults;
  /** Port calls made so far, by all processes. */
  calls = 0;
  dieAt: CrashPoint | undefined;
  /** Wake-ups were lost. */
  purged = false;
  swept = false;
  nearBound = 900_000;
  expects: { expectedDuration?: number } = {};
  /** Lets a process continue after `ms`, with the call of a port or the end of a run; a test may decide when. */
  pass: (process: Process, ms: number, goOn: () => void, step: Step) => void = (_process, ms, goOn) =>
    this.time.after(ms, goOn);
  /** Fails a run for tests of retries; undefined lets it succeed. */
  failure: (random: Chance) => string | undefined = () => undefined;
  /** Has a run leave the executor; undefined lets it go on. By chance, unless a test decides. */
  leave: (execution: string, job: string) => Outcome | undefined = (execution) =>
    this.chance.happens(this.faults.defer) ? this.deferral(execution) : undefined;

  constructor(seed: number, start: number, faults: Faults) {
    this.time = new VirtualTime(start);
    this.chance = new Chance(seed);
    this.faults = faults;
    this.holds = new PastHolds(this.time, (record) => this.stream.tell(record));
    this.watch = new Watch(this.time, this.holds, this.audits);
    this.stream = new Stream(this, seed);
    this.jobs = new MemoryJobStore(
      () => this.time.now,
      (change) => this.stream.add(change),
    );
    this.schedules = new Schedules(this.time, this.chance, this.scheduler, (body) => this.send(body, 0));
  }

  /**
   * Runs `work` in a process of its own; `undefined` when the process died or the work failed.
   * @param patience of the ports, where capacity is lacking: that of a caller unless told
   */
  async inProcess<T>(
    work: (ports: Ports, process: Process, portsWith: (patience: Patiences) => Ports) => Promise<T>,
    patience: Patiences = 'call',
  ): Promise<T | undefined> {
    const skew = this.chance.between(-this.faults.skew, this.faults.skew);
    const process = { dead: false, skew };
    const portsWith = this.patientPorts(process);
    return work(portsWith(patience), process, portsWith).catch(() => undefined);
  }

  /** Ports by how patient they are; all the same where capacity never lacks. Lambda ends the process in time. */
  private patientPorts(process: Process): (patience: Patiences) => Ports {
    const { time, throttles } = this;
    if (!throttles) {
      const ports = this.portsOf(process);
      return () => ports;
    }
    const sleep = (ms: number) => new Promise<void>((resolve) => time.after(ms, resolve));
    const invocation = new Invocation({ now: () => time.now, sleep, random: this.chance.next });
    invocation.begin(INVOCATION);
    time.after(INVOCATION, () => {
      process.dead = true;
    });
    return (patience) =>
      this.portsOf(process, (port, name) => faulty(this, port, name, process, invocation[patience]));
  }

  /** Subscribes a webhook to all events of all jobs. */
  listen(): void {
    const at = this.time.now;
    const common = { url: 'https://example.com', secret: '', enabled: true, limited_until: 0, version: 1 };
    const row = { id: 'hook_1', events: [...WEBHOOK_EVENTS], created_at: at, updated_at: at, ...common };
    this.webhooks.rows.set(row.id, row);
  }

  /** Takes a job's messages off the queue: the process that asked has received them. */
  take(job: string): string[] {
    const taken = [...this.messages].filter((message) => message.job === job);
    for (const message of taken) this.messages.delete(message);
    this.waiting.delete(job);
    return taken.map(({ body }) => body);
  }

  /** An operator purges the queue by hand. */
  purge(): void {
    this.purged = true;
    this.messages.clear();
    this.waiting.clear();
  }

  /** An operator deletes all schedules by hand. */
  deleteSchedules(): void {
    this.purged = true;
    this.scheduler.schedules.clear();
  }

  /** Sweeps until a moment: every minute at first, as the stack's schedule does, then ever more seldom. */
  sweepUntil(until: number, longest: number): void {
    this.swept = true;
    let gap = 60_000;
    const next = () => {
      // Twice, as a minute later there would be another one.
      for (const again of [0, 5000]) {
        this.time.after(again, () => void this.inProcess((ports) => sweep(SCOPES, ports), 'none'));
      }
      gap = Math.min(longest, gap * 1.5);
      if (this.time.now + gap <= until) this.time.after(gap, next);
    };
    next();
  }

  private clockOf(process: Process): Clock {
    return {
      now: () => this.time.now + process.skew,
      sleepUntil: (at) => new Promise((resolve) => this.time.at(at - process.skew, resolve)),
    };
  }

  /** Ports that answer at once and never fail, for a look from outside. */
  outside(): Ports {
    return this.portsOf({ dead: false, skew: 0 }, (port) => port);
  }

  private portsOf(
    process: Process,
    wrap = <T extends object>(port: T, name: Step['port']): T => faulty(this, port, name, process),
  ): Ports {
    const queue: Ports['queue'] = {
      send: async (body, delay, to) => this.send(body, delay, to?.lane, process),
      backlog: async () => 0,
    };
    const scheduler = {
      create: async (spec: ScheduleSpec) => this.schedules.create(spec),
      remove: (name: string) => this.scheduler.remove(name),
    };
    const clock = this.clockOf(process);
    const holds = this.holds.seen(() => (this.isHolding ? this.chance.between(0, 1000) : 0), clock);
    return {
      jobs: wrap(this.watch.commits(this.jobs, process), 'jobs'),
      history: wrap(this.watch.records(this.history), 'history'),
      runs: this.runs,
      keys: wrap(this.keys, 'keys'),
      bulks: wrap(this.bulks, 'bulks'),
      holds: this.isHolding ? wrap(holds, 'holds') : holds,
      audit: this.audits.isFaulty ? wrap(this.audit, 'audit') : this.audit,
      names: wrap(this.names, 'names'),
      limiter: this.limiter,
      stats: wrap(this.stats, 'stats'),
      queue: wrap(queue, 'queue'),
      // The list is kept for a while: it mostly costs no call.
      webhooks: this.webhooks,
      deliveries: wrap({ send: (some: readonly Delivery[]) => this.takeDeliveries(some) }, 'deliveries'),
      scheduler: wrap(scheduler, 'scheduler'),
      clock,
      random: this.chance.next,
      telemetry: () => undefined,
      settings: { nearBound: this.nearBound, maxTimeout: 300_000 },
    };
  }

  /** The queue of deliveries may refuse some of a batch. */
  private async takeDeliveries(some: readonly Delivery[]): Promise<number> {
    const isRefused = this.chance.happens(this.faults.throttle);
    return await this.deliveries.send(isRefused ? some.slice(0, this.chance.between(0, some.length)) : some);
  }

  private send(body: string, delay: number, lane: Lane = 'main', by?: Process): void {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) throw new RangeError(`delay ${delay}`);
    const job = readWakeUp(body)?.job_id ?? '';
    if (by && !by.lane) this.watch.armedByCaller(job, by);
    const copies = this.chance.happens(this.faults.duplicate) ? 2 : 1;
    for (let i = 0; i < copies; i += 1) {
      const late = this.chance.happens(0.05) ? this.chance.between(0, 3000) : this.chance.between(1, 60);
      const visibleAt = this.time.now + delay * 1000 + late;
      const message = { body, job, lane, visibleAt, receives: 0 };
      this.messages.add(message);
      this.countWaiting(job, 1);
      this.deliver(message);
    }
  }

  private countWaiting(job: string, change: number): void {
    this.waiting.set(job, (this.waiting.get(job) ?? 0) + change);
  }

  private deliver(message: Message): void {
    const { visibleAt } = message;
    this.time.at(visibleAt, () => {
      if (!this.messages.has(message) || message.visibleAt !== visibleAt) return;
      this.receive(message);
    });
  }

  private show(message: Message, at: number): void {
    message.visibleAt = at;
    this.deliver(message);
  }

  private receive(message: Message): void {
    message.receives += 1;
    const wake = readWakeUp(message.body);
    if (wake) this.receiveWakeUp(message, wake);
    else this.receiveOther(message);
  }

  private receiveWakeUp(message: Message, wake: WakeUp): void {
    if (message.receives === 1) this.countWaiting(wake.job_id, -1);
    this.watch.alive(wake.job_id, this.waiting.get(wake.job_id) ?? 0);
    const done = () => void this.messages.delete(message);
    this.show(message, this.time.now + VISIBILITY);
    void this.inProcess(async (ports, process, portsWith) => {
      const lasting = portsWith('lasting');
      process.lane = message.lane;
      if (message.receives > MAX_RECEIVES[message.lane === 'alone' ? 'alone' : 'others']) {
        this.watch.deadLettered(wake.job_id);
        await recordDeadLetter(wake, lasting);
        return done();
      }
      const extend = async (ms: number) => this.show(message, this.time.now + Math.max(1, ms));
      const { extendVisibility } = faulty(this, { extendVisibility: extend }, 'extendVisibility', process);
      const { body, receives, lane } = message;
      const expected = this.watch.away.expected(this.jobs.rows.get(wake.job_id), wake, this.time.now);
      const redelivered = receives > 1 || timesSentOn(body) > 0;
      const received = { body, receives, lane, group: undefined, extendVisibility: extend, about: wake };
      const isSlow = async () => this.chance.happens(this.faults.slowScope);
      const delivery = { redelivered, lane, isSlow, counted: justDone, extendVisibility, lasting };
      const work = () => {
        this.watch.answered(message);
        return wakeJob(wake, delivery, ports, this.runnerOf(process));
      };
      if (!(await answerMessage(received, work, portsWith('sending')))) return;
      done();
      if (expected) this.calledBy(wake, expected);
    }, 'brief');
  }

  /** Answers a message that has jobs woken, or a bulk operation continued. */
  private receiveOther(message: Message): void {
    const content = readMessage(message.body);
    if (content?.kind !== 'release' && content?.kind !== 'bulk')
      throw new Error(`not a message: ${message.body}`);
    this.show(message, this.time.now + VISIBILITY);
    void this.inProcess(async (ports, _process, portsWith) => {
      const extendVisibility = async (ms: number) => this.show(message, this.time.now + Math.max(1, ms));
      const received = { ...message, group: undefined, extendVisibility, about: content };
      const work = () =>
        content.kind === 'bulk' ? continueBulk(content, ports) : continueRelease(content, SCOPES, ports);
      if (await answerMessage(received, work, portsWith('sending'))) this.messages.delete(message);
    }, 'brief');
  }

  /** A wake-up has been answered that a run waited for; it may have been sent on. */
  private calledBy(wake: WakeUp, expected: Expected): void {
    if (this.purged || wasCalled(this.jobs.rows.get(wake.job_id), expected)) return;
    const isSentOn = [...this.messages].some(({ body }) => {
      const other = readWakeUp(body);
      return other?.job_id === wake.job_id && keyOf(other) === keyOf(wake);
    });
    if (!isSentOn)
      this.watch.violations.push(
        `${wake.job_id}: run ${expected.number}, which continues elsewhere, was not called by its ${wake.kind}`,
      );
  }

  /** What does the work of a process's attempts. */
  runnerOf(process: Process): Runner {
    return (row, _payload, run) =>
      new Promise((resolve) => {
        const { release, ended, left } = this.watch.started(row, run, this.time.now + process.skew, process);
        const record = this.history.jobs.get(row.id)?.get(run.occurrence);
        const byWorker = !NOT_BY_WORKERS.includes(record?.error?.code);
        if (record?.number === run.number && record.attempts === run.attempt && byWorker)
          this.watch.violations.push(
            `${row.id}: run ${run.number} is called again, and its record says that it ended`,
          );
        const slow = this.chance.happens(this.faults.slow);
        const frozen = this.chance.happens(this.faults.frozen) ? this.chance.between(4900, 15_000) : 0;
        const duration = (slow || frozen > 0 ? row.timeout : this.chance.between(1, 400)) + frozen;
        const ending = () => {
          release();
          if (this.chance.happens(this.faults.death)) process.dead = true;
          if (process.dead) return;
          const away = this.leave(runIdentity(row.id, originOf(row, run).occurrence), row.id);
          if (away) {
            left();
            return resolve(away);
          }
          const code = slow ? 'TIMEOUT' : this.failure(this.chance);
          ended(code);
          resolve(outcome(code, this.resultOf(row, run), row));
        };
        this.pass(process, duration, ending, { port: 'run', method: 'end', args: [] });
      });
  }

  /** Work that continues elsewhere: its end is told at some time, perhaps twice, perhaps before it is put aside. */
  private deferral(execution: string): Outcome {
    const until = this.time.now + this.chance.pick([1000, 60_000, 3_600_000]);
    const slot = this.chance.pick([undefined, undefined, 'wanted', 'reserved'] as const);
    if (slot === undefined && this.chance.happens(0.8)) {
      const completion = { ...VERSION, kind: 'completion', execution };
      const tell = () => {
        const time = new Date(this.time.now).toISOString();
        this.send(JSON.stringify({ ...completion, time }), 0);
      };
      this.time.after(this.chance.between(0, 120_000), tell);
    }
    return { ok: 'deferred', deferral: { until, ...(slot && { slot }) } };
  }
}

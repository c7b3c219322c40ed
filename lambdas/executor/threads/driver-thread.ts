import { Worker } from 'node:worker_threads';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { RunContext, RunRequest } from '../../../core/ports/namespace.ts';
import {
  type FromThread,
  plainError,
  type Question,
  readError,
  readResult,
  type ToThread,
} from './messages.ts';

/** How often a thread with runs is asked whether it comes round, ms. */
const PING_MS = 500;

/** Asked so often without an answer, a thread is held by what a server has answered, and is ended. */
const PINGS_MAX = 8;

/** The same of a thread that still loads its code. */
const FIRST_PINGS_MAX = 40;

/**
 * MB of the heap of a thread; one that needs more ends alone. With a young generation of the engine's own choice a heap that is full may be
 * noticed so late that the process ends.
 */
const HEAP = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

/** The engine's own: a handler acts with the credentials of its run. */
const OWN = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

const CODE = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.mjs', import.meta.url);

interface Pending {
  context: RunContext;
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** A thread for the runs of one resource, and what it asks of the executor. It ends with its last fault and is not used again. */
export class DriverThread {
  private readonly worker: Worker;
  private readonly runs = new Map<number, Pending>();
  private count = 0;
  private unanswered = 0;
  private patience = FIRST_PINGS_MAX;
  private pings: NodeJS.Timeout | undefined;
  private hasEnded = false;
  private readonly held = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  private readonly ended: () => void;

  /**
   * @param ended told once that it cannot be used any more
   * @param code the module that it runs
   */
  constructor(ended: () => void, code = CODE) {
    this.ended = ended;
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.includes(name)));
    this.worker = new Worker(code, { env, resourceLimits: HEAP, workerData: { held: this.held } });
    this.worker.unref();
    this.worker.on('message', (message: FromThread) => this.receive(message));
    this.worker.on('error', (cause) => this.end('ended the driver', cause));
    this.worker.on('exit', () => this.end('ended the driver'));
  }

  /** Whether it has runs. */
  get busy(): boolean {
    return this.runs.size > 0;
  }

  /** What its heap and what it has read take, bytes, as of a moment ago. */
  get heldBytes(): number {
    return this.held[0] ?? 0;
  }

  /** Does the run there. @throws RunError `CONNECTION_LOST` where the thread ends under it */
  async run(request: RunRequest, context: RunContext): Promise<unknown> {
    this.count += 1;
    const id = this.count;
    const {
      signal,
      aws: _aws,
      secrets: _secrets,
      hide: _hide,
      progress: _progress,
      deadline,
      ...plain
    } = context;
    const abort = () => this.tell({ type: 'abort', id });
    try {
      return await new Promise((resolve, reject) => {
        this.runs.set(id, { context, resolve, reject });
        this.watch();
        signal.addEventListener('abort', abort, { once: true });
        this.tell({
          type: 'run',
          id,
          request,
          context: { ...plain, left: context.timeout, over: signal.aborted },
        });
      });
    } finally {
      signal.removeEventListener('abort', abort);
      this.runs.delete(id);
      this.watch();
    }
  }

  /** Ends the thread with its connections. @param why what it did to be ended, if that is told to its runs */
  async stop(why = 'was ended'): Promise<void> {
    this.end(why);
    await this.worker.terminate();
  }

  private tell(message: ToThread): void {
    if (!this.hasEnded) this.worker.postMessage(message);
  }

  private receive(message: FromThread): void {
    this.unanswered = 0;
    this.patience = PINGS_MAX;
    if (message.type === 'pong') return;
    const run = this.runs.get(message.id);
    if (!run) return;
    if (message.type === 'hide') run.context.hide(message.value);
    else if (message.type === 'ask') void this.answer(message.ask, message, run.context);
    else if ('error' in message) run.reject(readError(message.error));
    else run.resolve(readResult(message.result));
  }

  private async answer(ask: number, question: Question, context: RunContext): Promise<void> {
    try {
      this.tell({ type: 'answer', ask, value: await answerTo(question, context) });
    } catch (error) {
      this.tell({ type: 'answer', ask, error: plainError(error) });
    }
  }

  /** Pings while there are runs: between invocations the process is frozen, and nothing is to be told of that. */
  private watch(): void {
    if (this.busy === (this.pings !== undefined)) return;
    clearInterval(this.pings);
    this.pings = undefined;
    if (!this.busy || this.hasEnded) return;
    this.unanswered = 0;
    this.pings = setInterval(() => {
      this.unanswered += 1;
      if (this.unanswered > this.patience) this.end('held the driver up');
      else this.tell({ type: 'ping' });
    }, PING_MS).unref();
  }

  private end(what: string, cause?: unknown): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    clearInterval(this.pings);
    void this.worker.terminate();
    this.ended();
    const message = `what the server answered ${what}; it may have done what it was asked`;
    for (const { reject } of this.runs.values())
      reject(new RunError(ErrorCode.ConnectionLost, message, { cause }));
  }
}

async function answerTo(question: Question, context: RunContext): Promise<unknown> {
  switch (question.about) {
    case 'secret':
      return await context.secrets.get(question.name);
    case 'credentials':
      return await context.aws.credentials(question.lastingMs);
    case 'progress':
      return await context.progress.get();
    case 'note':
      return await context.progress.set(question.value);
  }
}

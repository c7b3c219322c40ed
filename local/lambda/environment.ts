import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { WorkingTime } from '../clock/working-time.ts';
import { failurePayload } from './http.ts';
import { type Invocation, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

/** How an invocation ended. */
export interface Outcome {
  payload: Buffer;
  failed: boolean;
}

/** What an execution environment is made of. */
export interface EnvironmentSpec {
  /** Where the code lies, and the working directory. */
  directory: string;
  /** The whole environment of the process, but for AWS_LAMBDA_RUNTIME_API and LAMBDA_TASK_ROOT. */
  variables: Record<string, string>;
  /** Bound of the JavaScript heap. */
  memoryMb: number;
  timeoutMs: number;
  /** One line of stdout or stderr; `requestId` is undefined during init. */
  log: (line: string, requestId: string | undefined) => void;
  /** The machine's unless given. */
  clock?: VirtualClock;
}

/** One thing the process is doing: its init, or an invocation. */
interface Step {
  requestId: string | undefined;
  outcome: Outcome | undefined;
  timer: NodeJS.Timeout;
  settle: (outcome: Outcome | undefined) => void;
}

const BOOTSTRAP = fileURLToPath(new URL('./bootstrap.mjs', import.meta.url));
// AWS gives the init phase ten seconds.
const INIT_TIMEOUT_MS = 10_000;
const SIGNAL_NAMES: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

/** One execution environment: a process with a Runtime API of its own, that runs one invocation at a time. */
export class Environment {
  /** Resolves when the process is ready for its first invocation; to the failure if it is not and never will be. */
  readonly initialized: Promise<Outcome | undefined>;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  readonly #spec: EnvironmentSpec;
  readonly #workingTime: WorkingTime;
  #api: RuntimeApi | undefined;
  #child: ChildProcess | undefined;
  #step: Step | undefined;
  #lastRequestId: string | undefined;
  #stopped = false;
  #reportExit: () => void = () => {};

  constructor(spec: EnvironmentSpec) {
    this.#spec = spec;
    this.#workingTime = new WorkingTime(spec.clock);
    this.exited = new Promise((resolve) => {
      this.#reportExit = resolve;
    });
    const timedOut = `Error: Init timed out after ${seconds(INIT_TIMEOUT_MS)} seconds`;
    this.initialized = this.#begin(undefined, INIT_TIMEOUT_MS, timedOut);
    this.#start().catch((cause: unknown) => this.#end(`Error: Runtime failed to start: ${String(cause)}`));
  }

  /** The process id; undefined before the process is there. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Where its code lies. */
  get directory(): string {
    return this.#spec.directory;
  }

  /** Runs one invocation to its end; the process has then asked for more work, or is gone. Never rejects. */
  async invoke(requestId: string, functionArn: string, payload: Buffer | string): Promise<Outcome> {
    const { timeoutMs, clock } = this.#spec;
    const timedOut = `RequestId: ${requestId} Error: Task timed out after ${seconds(timeoutMs)} seconds`;
    const ended = this.#begin(requestId, timeoutMs, timedOut);
    const invocation: Invocation = {
      requestId,
      deadlineMs: Date.now() + timeoutMs,
      functionArn,
      payload,
      ...(clock && { clockOffsetMs: clock.offset() }),
    };
    this.#lastRequestId = requestId;
    this.#api?.deliver(invocation);
    const noAnswer = `RequestId: ${requestId} Error: Runtime asked for more work without answering`;
    return (await ended) ?? { payload: failurePayload('Runtime.NoResponse', noAnswer), failed: true };
  }

  /** Kills the process with everything it started; resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#kill();
    await this.exited;
  }

  async #start(): Promise<void> {
    this.#api = await startRuntimeApi({
      ready: () => this.#settle(),
      answered: (requestId, payload, failed) => {
        if (this.#step?.requestId === requestId) this.#step.outcome ??= { payload, failed };
      },
      initFailed: (payload) => {
        if (this.#step) this.#step.outcome ??= { payload, failed: true };
      },
      asleep: (time, wake) => this.#workingTime.sleep(time, wake),
    });
    if (this.#stopped) {
      this.#end('Error: Runtime was stopped');
      return;
    }
    const { directory, variables, memoryMb, clock } = this.#spec;
    const args = [`--max-old-space-size=${memoryMb}`, BOOTSTRAP, ...(clock ? [String(clock.offset())] : [])];
    const child = spawn(process.execPath, args, {
      cwd: directory,
      env: { ...variables, LAMBDA_TASK_ROOT: directory, AWS_LAMBDA_RUNTIME_API: this.#api.address },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: it does not get the Ctrl-C meant for the host, and can be killed as a whole.
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    child.once('error', (cause) => this.#end(`Error: Runtime failed to start: ${cause.message}`));
    child.once('exit', (code, signal) => this.#end(exitReason(code, signal)));
    this.#readLines(child.stdout);
    this.#readLines(child.stderr);
  }

  #readLines(stream: Readable | null): void {
    if (!stream) return;
    createInterface({ input: stream }).on('line', (line) => this.#spec.log(line, this.#lastRequestId));
  }

  #begin(requestId: string | undefined, timeoutMs: number, timedOut: string): Promise<Outcome | undefined> {
    this.#workingTime.begin();
    return new Promise((settle) => {
      const timer = setTimeout(() => {
        if (!this.#step) return;
        this.#step.outcome ??= { payload: failurePayload('Sandbox.Timedout', timedOut), failed: true };
        // The caller is told when the process is gone, so that nothing of it overlaps with a second try.
        this.#kill();
      }, timeoutMs);
      this.#step = { requestId, outcome: undefined, timer, settle };
    });
  }

  #settle(): void {
    const step = this.#step;
    if (!step) return;
    this.#step = undefined;
    this.#workingTime.end();
    clearTimeout(step.timer);
    step.settle(step.outcome);
  }

  #end(reason: string): void {
    if (this.#step) {
      const prefix = this.#step.requestId === undefined ? '' : `RequestId: ${this.#step.requestId} `;
      const payload = failurePayload('Runtime.ExitError', prefix + reason);
      this.#step.outcome ??= { payload, failed: true };
    }
    this.#api?.close();
    this.#reportExit();
    this.#settle();
  }

  #kill(): void {
    const pid = this.pid;
    if (pid === undefined || this.#child?.exitCode !== null || this.#child.signalCode !== null) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
    } catch {
      this.#child.kill('SIGKILL');
    }
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Error: Runtime exited with error: signal: ${SIGNAL_NAMES[signal] ?? signal}`;
  if (code) return `Error: Runtime exited with error: exit status ${code}`;
  return 'Error: Runtime exited without providing a reason';
}

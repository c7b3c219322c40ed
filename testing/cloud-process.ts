import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WrittenConfig } from '../contract/config.ts';
import type { Cloud } from '../local/cloud.ts';
import type { InvocationResult, LambdaFunction } from '../local/lambda/function.ts';
import { Signal } from '../local/lambda/signal.ts';
import { localArn } from '../local/names.ts';
import type { FunctionAnswer } from './in-process.ts';
import { Peer } from './peer.ts';

/** What the process of a test has its cloud begin with. */
export interface Beginning {
  config: WrittenConfig;
  /** The names of the functions that run in the process of the test. */
  functions: readonly string[];
  secrets: Record<string, string>;
  /** Unix ms. */
  at: number;
}

/** What the process of a test is told with every answer. */
export interface Told {
  /** By how much the clock of the cloud is ahead of the machine's, ms. */
  ahead: number;
}

/** A call of a function that runs in the process of the test. */
export interface Invocation extends Told {
  name: string;
  payload: string;
}

const CLOUD = '@ductape-scheduler/cloud';

/** Time passes here by itself too, and what was just dispatched is on its way to a queue: so much passes at least, ms. */
const LEAST_MS = 1000;

/** Bound on stopping everything, ms; children notice the end of this process by themselves. */
const END_MS = 5000;

/** Runs of one function at once. */
const CONCURRENCY = 1000;

const directory = mkdtempSync(join(tmpdir(), 'ductape-test-'));
const faults: string[] = [];
let starting: Promise<Cloud> | undefined;

const peer = new Peer(process, {
  async start(beginning: Beginning): Promise<Told & { url: string }> {
    starting = start(beginning);
    const cloud = await starting;
    return { url: cloud.url, ahead: aheadOf(cloud) };
  },
  async passTo(moment: number): Promise<Told> {
    const cloud = await starting;
    if (!cloud?.clock) throw new Error('the embedded cloud has no clock that can be moved');
    await cloud.clock.advanceTo(Math.max(moment, cloud.now() + LEAST_MS));
    if (faults.length > 0) throw new Error(`the embedded cloud has failed: ${faults.join('; ')}`);
    return { ahead: aheadOf(cloud) };
  },
});

const aheadOf = (cloud: Cloud) => cloud.now() - Date.now();

async function start({ config, functions, secrets, at }: Beginning): Promise<Cloud> {
  const { startCloud } = await import('../local/cloud.ts').catch((error: Error) => {
    if (!error.message.includes(`'${CLOUD}'`)) throw error;
    throw new Error(`The engine "embedded" is a package of its own: npm install --save-dev ${CLOUD}`);
  });
  return await startCloud({
    config,
    functions: functions.map((name) => new FunctionOfTest(name)),
    secrets,
    dataDirectory: join(directory, 'data'),
    clock: { speed: 1, at },
    failed: (reason) => faults.push(reason.message),
  });
}

/** A function that runs in the process of the test. */
class FunctionOfTest implements LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly released = new Signal();
  private running = 0;

  constructor(name: string) {
    this.name = name;
    this.arn = localArn('lambda', `function:${name}`);
  }

  async invoke(payload: Buffer | string): Promise<InvocationResult> {
    this.running += 1;
    try {
      const cloud = await starting;
      const ahead = cloud ? aheadOf(cloud) : 0;
      const invocation: Invocation = { name: this.name, payload: payload.toString(), ahead };
      const answer = await peer.call<FunctionAnswer>('invoke', invocation);
      const result = { statusCode: 200, payload: Buffer.from(answer.payload) };
      return answer.failed ? { ...result, functionError: 'Unhandled' } : result;
    } finally {
      this.running -= 1;
      this.released.notify();
    }
  }

  free(): number {
    return CONCURRENCY - this.running;
  }

  environments(): { pid: number; busy: boolean }[] {
    return [];
  }

  async stop(): Promise<void> {}
}

/** Stops the cloud and removes its data. */
async function end(): Promise<void> {
  const over = () => {
    rmSync(directory, { recursive: true, force: true });
    process.exit();
  };
  setTimeout(over, END_MS);
  await starting?.then((cloud) => cloud.stop()).catch(() => undefined);
  over();
}

// The process of the test has left, by itself or killed. A Ctrl-C is for that process, whose end follows.
process.once('disconnect', () => void end());
process.on('SIGINT', () => undefined);
process.on('uncaughtException', (error) => {
  const told = peer.call('crashed', error.stack).catch(() => undefined);
  void told.then(end);
});

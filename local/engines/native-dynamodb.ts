import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE } from '../../core/time/units.ts';
import type { Engine, EngineWatch } from '../stack.ts';
import type { Address } from './hidden-address.ts';
import { keepNativeStreams } from './native-streams.ts';

/** Looks, 20 ms apart: not a time, as the bundling beside it holds this process up for as long as the machine is busy. */
const LOOKS_MAX = 500;

/** An engine that has ended so often, each time within a minute of its start, is not started any more. */
const ENDS_MAX = 5;
const SETTLED_MS = MINUTE;

/** Pause before it is started again, ms for each end in a row. */
const PAUSE_MS = 200;

/**
 * The shell ends the engine when our end of its input closes, so it does not outlive a killed parent. When the engine has
 * ended it says so, whereupon we close the input, and waits for its other process too, so that none is left to the system.
 * A background process of a shell reads nothing unless it is given the input by another number.
 */
const SCRIPT =
  'exec 3<&0; "$0" "$@" 3<&- & engine=$!; { cat <&3 >/dev/null; kill $engine 2>/dev/null; } & ' +
  'wait $engine; echo "status $?" >&2; exec 3<&- 0<&-; wait';

/** The last words of the shell. */
const ENDED = /^status \d+$/m;

/** Where the native engine is, if it is installed for this machine. */
export function nativeBinary(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@dynoxide/${process.platform}-${process.arch}/package.json`,
    );
    const binary = join(manifest, '..', 'dynoxide');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts the native engine on the files of `directory`. One that ends by itself is started again at the same address and
 * on the same files; `failed` is told when that does not help.
 */
export async function startNative(
  binary: string,
  directory: string,
  { host, port }: Address,
  watch: EngineWatch,
): Promise<Engine> {
  const file = join(directory, 'dynamodb.db');
  const endpoint = `http://${host}:${port}`;
  const args = ['serve', '--host', host, '--port', String(port), '--db-path', file];
  let stopping = false;
  let ends = 0;
  let current = run(binary, args);

  async function keep(): Promise<void> {
    for (;;) {
      const { began, ended } = current;
      const word = await ended;
      if (stopping) return;
      ends = Date.now() - began < SETTLED_MS ? ends + 1 : 1;
      const lines = `DynamoDB's engine ended (${word}); its files are ${file}`;
      if (ends === ENDS_MAX) return watch.failed(new Error(`${lines}. It ended ${ends} times in a row.`));
      watch.log(`${lines}. It is started again.`);
      await sleep(PAUSE_MS * ends);
      if (stopping) return;
      current = run(binary, args);
    }
  }

  await answers(endpoint, file, current.ended);
  const kept = keep();
  const forget = keepNativeStreams(file, watch.log);
  return {
    endpoint,
    stop: async () => {
      stopping = true;
      forget();
      current.child.stdin?.end();
      await kept;
    },
  };
}

function run(binary: string, args: string[]) {
  const child: ChildProcess = spawn('/bin/sh', ['-c', SCRIPT, binary, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // It needs none of the secrets that this process's environment may hold.
    env: { PATH: process.env['PATH'] },
    detached: true,
  });
  let last = '';
  child.stderr?.on('data', (some) => {
    last = (last + some).slice(-500);
    if (ENDED.test(last)) child.stdin?.end();
  });
  // The pipe may close before we do.
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<string>((resolve) =>
    child.once('exit', () => {
      child.stdin?.end();
      resolve(last.trim().replaceAll('\n', '; '));
    }),
  );
  return { child, ended, began: Date.now() };
}

/** Resolves when the engine answers. @throws Error with its file and its last words when it ends before */
async function answers(endpoint: string, file: string, ended: Promise<string>): Promise<void> {
  let over: string | undefined;
  void ended.then((word) => {
    over = word;
  });
  for (let looks = 1; ; looks += 1) {
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(1000) });
      return;
    } catch (cause) {
      if (over !== undefined) throw new Error(`DynamoDB did not start on ${file}: ${over}`, { cause });
      if (looks === LOOKS_MAX) throw new Error(`DynamoDB did not start on ${file}`, { cause });
      await sleep(20);
    }
  }
}

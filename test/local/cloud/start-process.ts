import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Config } from '../../../contract/config.ts';

/** The embedded cloud as `npm start` runs it: a process of its own. */
export interface StartedProcess {
  /** Everything it has written so far. */
  lines: string[];
  /** Of the API. Rejects with what was written when the process ends before it listens. */
  listening: Promise<string>;
  /** Its exit code; null when it was killed. */
  ended: Promise<number | null>;
  /** The pids of all processes it has started, and of theirs. */
  descendants(): Promise<number[]>;
  kill(signal: NodeJS.Signals): void;
}

const MAIN = join(import.meta.dirname, '..', '..', '..', 'bin', 'start.ts');
const configOf = (baseUrl: string): Config => ({
  products: {
    shop: {
      envs: {
        dev: {
          actions: { app: { provider: 'http', baseUrl, events: { hang: { method: 'POST', path: '/' } } } },
          events: {
            orders: {
              provider: 'sqs',
              topics: { created: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders' } },
            },
          },
        },
      },
    },
  },
});

/** A directory with a JSON config whose app is at `baseUrl`, to start processes in one after the other; `cleanUp` kills what is left. */
export async function createSite(baseUrl = 'http://127.0.0.1:1') {
  const directory = await mkdtemp(join(tmpdir(), 'start-'));
  const config = join(directory, 'config.json');
  await writeFile(config, JSON.stringify(configOf(baseUrl)));
  // Everything that it may write to but its data.
  const elsewhere = join(directory, 'elsewhere');
  await mkdir(elsewhere);
  const children: ChildProcess[] = [];

  function start(...args: string[]): StartedProcess {
    const all = ['--no-samples', '--config', config, '--data', join(directory, 'data'), ...args];
    const child = spawn(process.execPath, ['--no-warnings', MAIN, ...all], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: elsewhere,
      env: { ...process.env, HOME: elsewhere, TMPDIR: elsewhere },
    });
    children.push(child);
    const lines: string[] = [];
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    const { promise: listening, resolve, reject } = Promise.withResolvers<string>();
    listening.catch(() => undefined);
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line);
        const [, url] = /^Listening on (\S+)/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
    }
    void ended.then(() => reject(new Error(lines.join('\n'))));
    return {
      lines,
      listening,
      ended,
      descendants: () => descendantsOf(child.pid ?? 0),
      kill: (signal) => void child.kill(signal),
    };
  }

  return {
    start,
    /** Its config. */
    config,
    /** What there is in its working directory, its home and its folder for temporary files. */
    elsewhere: () => readdir(elsewhere, { recursive: true }),
    bundles: async () => (await readdir(join(directory, 'data', 'bundles'))).sort(),
    cleanUp: async () => {
      for (const child of children) child.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Whether a process is there and not merely waiting to be reaped. */
export async function isAlive(pid: number): Promise<boolean> {
  return (await processes()).some((one) => one.pid === pid && !one.state.startsWith('Z'));
}

async function descendantsOf(pid: number): Promise<number[]> {
  const all = await processes();
  const below = (parent: number): number[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

async function processes(): Promise<{ pid: number; parent: number; state: string }[]> {
  const child = spawn('ps', ['-A', '-o', 'pid=,ppid=,state='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, state = ''] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), state };
    });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect as connectTo } from 'node:net';
import { delimiter, join } from 'node:path';
import { until } from '../until.ts';

/** The path of a program on the PATH or in the places where Debian keeps servers, or undefined. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/lib/rabbitmq/bin',
    '/usr/local/bin',
  ];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Starts a server and waits until it takes connections. @throws Error with what it said when it does not within 60 s */
export async function startServer(
  program: string,
  args: readonly string[],
  port: number,
  environment: Record<string, string> = {},
): Promise<ChildProcess> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
  let said = '';
  child.stdout?.on('data', (text) => {
    said += text;
  });
  child.stderr?.on('data', (text) => {
    said += text;
  });
  const settled = async () => child.exitCode !== null || (await listens(port));
  await until(`${program} to listen`, settled, 60_000).catch(() => undefined);
  if (child.exitCode === null && (await listens(port))) return child;
  child.kill('SIGKILL');
  throw new Error(`${program} does not listen: ${said.slice(-2000)}`);
}

/** Whether something takes connections there. */
export async function listens(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connectTo({ port, host: '127.0.0.1' }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Kills a server and waits for its end. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect as connectTo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

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

/** A port of 127.0.0.1 on which no program listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address === 'object' && address) return address.port;
  throw new Error('there is no free port');
}

/** How long a server may take to listen, ms. */
const START_MS = 60_000;

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
  const latest = Date.now() + START_MS;
  while (child.exitCode === null && !(await listens(port)) && Date.now() < latest) await pause(50);
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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFunction, type FunctionOptions, type LambdaFunction } from '../../../local/lambda/function.ts';

/** Functions and other things to stop after a test. */
const cleanups: (() => Promise<unknown>)[] = [];

/** Has `cleanup` run by `cleanUp`. */
export function onCleanUp(cleanup: () => Promise<unknown>): void {
  cleanups.push(cleanup);
}

/** Stops what the test started, last first. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

/** Writes the code of a function to a directory of its own, removed after the test. */
export async function writeBundle(code: string, file = 'index.mjs'): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'bundle-'));
  onCleanUp(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, file), code);
  return directory;
}

/** A function with the given code, stopped after the test; its log lines are collected. */
export async function functionOf(
  code: string,
  options: Partial<FunctionOptions> = {},
): Promise<LambdaFunction & { lines: { line: string; requestId: string | undefined }[] }> {
  const lines: { line: string; requestId: string | undefined }[] = [];
  const fn = createFunction({
    name: 'probe',
    directory: options.directory ?? (await writeBundle(code)),
    handler: 'index.handler',
    timeoutMs: 10_000,
    memoryMb: 128,
    maxConcurrency: 2,
    log: (line, { requestId }) => lines.push({ line, requestId }),
    ...options,
  });
  onCleanUp(() => fn.stop());
  return { ...fn, lines };
}

/** Invokes with a JSON value; gives the answer's JSON value. */
export async function ask(
  fn: LambdaFunction,
  event: unknown = {},
): Promise<{ value: unknown; failed: boolean }> {
  const { payload, functionError } = await fn.invoke(JSON.stringify(event), { waitMs: 5_000 });
  return { value: JSON.parse(payload.toString()), failed: functionError !== undefined };
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { basename } from 'node:path';
import { build, stop } from 'esbuild';

/** A bundler whose process is known. */
export interface Bundler {
  build: typeof build;
  /** Ends its process, which keeps hundreds of megabytes, and resolves when it is gone; what it is bundling rejects. */
  stop(): Promise<void>;
}

/** esbuild, which starts a process at its first build and does not wait for its end. */
export async function startBundler(): Promise<Bundler> {
  const children: ChildProcess[] = [];
  const note = (message: unknown) => void children.push((message as { process: ChildProcess }).process);
  subscribe('child_process', note);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  return {
    // A build that is stopped as it begins would never come to an end.
    build: ((options) => Promise.race([build(options), stopped])) as typeof build,
    async stop() {
      reject(new Error('The bundler is stopped.'));
      unsubscribe('child_process', note);
      await stop();
      const own = children
        .splice(0)
        .filter(({ spawnfile }) => basename(spawnfile ?? '').startsWith('esbuild'));
      await Promise.all(own.map(goneOf));
    },
  };
}

async function goneOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // It was told not to keep this process.
  child.ref();
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { basename } from 'node:path';
import { type BuildOptions, type BuildResult, build, stop } from 'esbuild';

/** What esbuild says to those whose build ended with its process. */
const ENDED = 'The service was stopped' as const;

/** A bundler whose process is known. */
export interface Bundler {
  build: typeof build;
  /** Ends its process, which keeps hundreds of megabytes, and resolves when it is gone; what it is bundling rejects. */
  stop(): Promise<void>;
}

/** esbuild, which starts a process at its first build and does not wait for its end. */
export async function startBundler(): Promise<Bundler> {
  const children: ChildProcess[] = [];
  let exited = Promise.withResolvers<typeof ENDED>();
  const note = (message: unknown) => {
    const { process: child } = message as { process: ChildProcess };
    children.push(child);
    child.once('exit', () => {
      if (!isBundler(child)) return;
      exited.resolve(ENDED);
      exited = Promise.withResolvers();
    });
  };
  subscribe('child_process', note);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  stopped.catch(() => undefined);
  let over = false;
  // Other code that bundles in this process may end the process of esbuild, which there is once; the next build starts another.
  const whole = async (options: BuildOptions, tries = 3): Promise<BuildResult> => {
    const built = build(options).catch((error: unknown) => {
      if (String(error).includes(ENDED)) return ENDED;
      throw error;
    });
    const result = await Promise.race([built, exited.promise]);
    if (result !== ENDED) return result;
    if (over || tries === 1) throw new Error(ENDED);
    return await whole(options, tries - 1);
  };
  return {
    // A build that is stopped as it begins would never come to an end.
    build: ((options) => Promise.race([whole(options), stopped])) as typeof build,
    async stop() {
      over = true;
      reject(new Error('The bundler is stopped.'));
      unsubscribe('child_process', note);
      await stop();
      await Promise.all(children.splice(0).filter(isBundler).map(goneOf));
    },
  };
}

const isBundler = ({ spawnfile }: ChildProcess) => basename(spawnfile ?? '').startsWith('esbuild');

async function goneOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  // It was told not to keep this process.
  child.ref();
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

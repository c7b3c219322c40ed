import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { openDataDirectory } from '../local/data-directory.ts';
import { endWithParent } from '../local/end-with-parent.ts';
import { Stack } from '../local/stack.ts';
import { say, warn } from '../local/terminal.ts';
import { mustHavePorts } from './free-ports.ts';
import { readOptions, type StartOptions, USAGE } from './start-options.ts';

/** Bound on stopping everything, ms; children notice the end of this process by themselves. */
const END_MS = 5000;

/** A signal so soon after the first is the same Ctrl-C, ms: the terminal, npm and `bin/node.mjs` each send it. */
const SAME_MS = 500;

async function main(options: StartOptions): Promise<void> {
  const stack = new Stack();
  let ending: number | undefined;
  const end = async (code: number, word?: string) => {
    if (word !== undefined) warn(word);
    if (ending !== undefined) {
      if (Date.now() - ending > SAME_MS) process.exit(code);
      return;
    }
    ending = Date.now();
    setTimeout(() => process.exit(code), END_MS);
    await stack.unwind().catch(warn);
    process.exit(code);
  };
  try {
    const where = options.port === 0 ? 'a free port' : `port ${options.port}`;
    const what = options.samples ? 'the embedded cloud with samples' : 'the embedded cloud';
    say(`Starting ${what} on ${where}; its data are in ${options.dataDirectory}.`);
    await mustHavePorts(options);
    const data = await openDataDirectory(options.dataDirectory);
    say('Loading its programs.');
    enableCompileCache(join(data.path, 'start-cache'));
    // They take a second, in which something should stand on the terminal, and nothing is there that has to be stopped.
    const { start } = await import('./start-cloud.ts');
    // Not `once`: a second one must not find the default, nor wait for the first.
    const stop = () => {
      if (ending === undefined) say('Ending; jobs continue at the next start.');
      void end(0);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    endWithParent(stop);
    await start(options, data, stack, end);
  } catch (error) {
    // What is stopped while it starts says so.
    if (ending === undefined) await end(1, error instanceof Error ? error.message : String(error));
  }
}

// What reads the output may have enough of it, such as `head`; jobs still run, and all ends in order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') say(USAGE);
  else await main(options);
} catch (error) {
  warn(error);
  process.exit(1);
}

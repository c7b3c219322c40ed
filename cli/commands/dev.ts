import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { START_FILE, UsageError } from '../failure.ts';

const CLOUD = '@ductape-scheduler/cloud';

/** `ductape dev`: the embedded cloud in the folder that it is called in. */
export function addDev(program: Command): void {
  program
    .command('dev')
    .description('start the embedded cloud with the config of this folder; dev -- --help lists its options')
    .helpOption(false)
    .allowUnknownOption()
    .argument('[options...]')
    .action(async (options: string[]) => {
      if (!process.features.typescript)
        throw new UsageError(`The embedded cloud needs Node 22.18 or later; this is ${process.version}.`);
      process.exitCode = await run(startFile(), [...options, '--no-samples']);
    });
}

/** The program that starts it: of this checkout, or of the package that is installed for the user's folder, or beside this one. */
function startFile(): string {
  if (existsSync(START_FILE)) return START_FILE;
  for (const folder of [process.cwd(), import.meta.dirname]) {
    try {
      const manifest = createRequire(join(folder, 'index.js')).resolve(`${CLOUD}/package.json`);
      return join(dirname(manifest), 'dist', 'esm', 'start.js');
    } catch {
      // The next place.
    }
  }
  throw new UsageError(`The embedded cloud is a package of its own: npm install --save-dev ${CLOUD}`);
}

/** Runs it with the same terminal until its end, which a Ctrl-C brings about by itself. */
async function run(file: string, options: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['--no-warnings', file, ...options], {
    stdio: 'inherit',
    env: { ...process.env, DUCTAPE_COMMAND: 'ductape dev' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

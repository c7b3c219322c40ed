import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Config } from '../contract/config.ts';
import { MINUTE } from '../core/time/units.ts';
import { configLines } from '../lib/config-lines.ts';
import type { FunctionPlan } from './blueprint.ts';
import { functionNameOf } from './names.ts';

const MEMORY_MB = 256;
const TIMEOUT_MS = MINUTE;

/** Bundles the modules that stand for functions of the config on a laptop, and says how to run them. */
export async function bundleLocalFunctions(config: Config, directory: string): Promise<FunctionPlan[]> {
  const modules = new Map<string, string>();
  for (const { resource } of configLines(config)) {
    if (resource.provider !== 'lambda' || !resource.local) continue;
    modules.set(functionNameOf(resource.functionArn), resolve(resource.local.handler));
  }
  return await Promise.all(
    [...modules].map(async ([name, module]) => {
      const folder = join(directory, name);
      await build({
        entryPoints: [module],
        outfile: join(folder, 'index.mjs'),
        bundle: true,
        platform: 'node',
        format: 'esm',
        logLevel: 'error',
      });
      const shape = { handler: 'index.handler', environment: {}, timeoutMs: TIMEOUT_MS, memoryMb: MEMORY_MB };
      return { name, directory: folder, ...shape };
    }),
  );
}

/** Removes the functions in the folders that are not in one of `directories`: they are of earlier sources and configs. */
export async function removeFunctionsBut(
  directories: readonly string[],
  cdkOut: string,
  own: string,
): Promise<void> {
  const namesIn = (folder: string) => readdir(folder).catch(() => []);
  const assets = (await namesIn(cdkOut)).filter((name) => name.startsWith('asset.'));
  const paths = [
    ...assets.map((name) => join(cdkOut, name)),
    ...(await namesIn(own)).map((name) => join(own, name)),
  ];
  for (const path of paths) {
    if (!directories.includes(path)) await rm(path, { recursive: true, force: true });
  }
}

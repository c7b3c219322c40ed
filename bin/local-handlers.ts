import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../contract/config.ts';
import { configLines } from '../lib/config-lines.ts';

/**
 * The config with the module of each `local.handler` as an absolute path: they are written against the folder of the config.
 * @param file the config's own, against the working directory
 * @throws Error naming every field whose module is not there
 */
export function withLocalHandlers(config: Config, file: string): Config {
  const located = structuredClone(config);
  const faults: string[] = [];
  for (const { line, resource } of configLines(located)) {
    if (resource.provider !== 'lambda' || !resource.local) continue;
    const path = resolve(dirname(resolve(file)), resource.local.handler);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
      faults.push(`  ${line}.local.handler: there is no file ${path}`);
    }
    resource.local.handler = path;
  }
  if (faults.length > 0) throw new Error(`The config is not valid:\n${faults.join('\n')}`);
  return located;
}

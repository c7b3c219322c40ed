import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { WrittenConfig } from '../contract/config.ts';
import { configLines } from '../lib/config-lines.ts';

/**
 * The config with the module of each `entry` and `local.handler` as an absolute path: they are written against the folder of the config.
 * @param file the config's own, against the working directory
 * @throws Error naming every field whose module is not there
 */
export function withOwnModules(config: WrittenConfig, file: string): WrittenConfig {
  const located = structuredClone(config);
  const faults: string[] = [];
  const locate = (line: string, written: string) => {
    const path = resolve(dirname(resolve(file)), written);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      faults.push(`  ${line}: there is no file ${path}`);
    return path;
  };
  for (const { line, resource } of configLines(located)) {
    if (resource.provider === 'function') resource.entry = locate(`${line}.entry`, resource.entry);
    if (resource.provider === 'lambda' && resource.local)
      resource.local.handler = locate(`${line}.local.handler`, resource.local.handler);
  }
  if (faults.length > 0) throw new Error(`The config is not valid:\n${faults.join('\n')}`);
  return located;
}

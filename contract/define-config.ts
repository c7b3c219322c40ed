import type { WrittenConfig } from './config.ts';

/** Gives `ductape.config.ts` its types; the values are checked where the file is read. */
export function defineConfig(config: WrittenConfig): WrittenConfig {
  return config;
}

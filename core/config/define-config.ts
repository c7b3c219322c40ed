import type { Config } from '../../contract/config.ts';

/** Gives `ductape.config.ts` its types; the values are checked where the file is read. */
export function defineConfig(config: Config): Config {
  return config;
}

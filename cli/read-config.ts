import { loadConfig } from '../bin/load-config.ts';
import { withLocalHandlers } from '../bin/local-handlers.ts';
import type { Config } from '../contract/config.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { UsageError } from './failure.ts';

/** The config in a file, checked. @throws UsageError when it cannot be read or is not valid: nothing was tried that could have failed */
export async function readConfig(file: string): Promise<Config> {
  try {
    return withLocalHandlers(parseConfig(await loadConfig(file)), file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

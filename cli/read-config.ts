import { loadConfig } from '../bin/load-config.ts';
import { withOwnModules } from '../bin/own-modules.ts';
import type { WrittenConfig } from '../contract/config.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { UsageError } from './failure.ts';

/** The config in a file, checked. @throws UsageError when it cannot be read or is not valid: nothing was tried that could have failed */
export async function readConfig(file: string): Promise<WrittenConfig> {
  try {
    return withOwnModules(parseConfig(await loadConfig(file)), file);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

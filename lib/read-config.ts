import type { WrittenConfig } from '../contract/config.ts';
import { parseConfig } from '../namespaces/config-registry.ts';
import { isMarked, markTokens } from './tokens.ts';

/** The config, checked as a command checks it, but for the format of what is a token. @throws Error listing every mistake by its path */
export function readConfig(config: WrittenConfig): WrittenConfig {
  const { value, tokens } = markTokens(config);
  try {
    parseConfig(value, isMarked);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    let message = said;
    for (const marker of tokens.keys()) message = message.replaceAll(marker, 'a token of the CDK');
    throw new Error(message, { cause: error });
  }
  return config;
}

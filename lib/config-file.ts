import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../contract/config.ts';

/** Beside `cdk.out` in the directory the CDK runs in; not under version control. */
const FOLDER = '.ductape';

/**
 * Writes `config` where the bundler can read it, without what is for the embedded cloud only, and returns the
 * absolute path, which is the same for the same config. It holds the names of secrets, not their values.
 */
export function writeConfigFile(config: Config): string {
  const text = JSON.stringify(config, (key, value: unknown) => (key === 'local' ? undefined : value));
  const folder = join(process.cwd(), FOLDER);
  const file = join(folder, `config-${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return file;
}

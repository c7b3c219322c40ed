import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What `file` holds: a JSON document, or the default export of a module; nothing is checked yet. @throws Error naming the file */
export async function loadConfig(file: string): Promise<unknown> {
  const path = resolve(file);
  try {
    if (extname(path) === '.json') return JSON.parse(await readFile(path, 'utf8'));
    const module: { default?: unknown } = await import(pathToFileURL(path).href);
    if (module.default === undefined) throw new Error('it has no default export');
    return module.default;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`Cannot read the config from ${path}: ${reason}`, { cause });
  }
}

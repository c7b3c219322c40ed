import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { WrittenConfig } from '../contract/config.ts';
import type { FunctionResource } from '../contract/resources/shared.ts';
import { configLines } from './config-lines.ts';
import { esbuild, MODULES } from './esbuild.ts';

/** Why the module of an own function is none, if it is none. @param resource its entry against the working directory */
export function entryFault({ entry }: FunctionResource): string | undefined {
  const path = resolve(entry);
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? undefined : `there is no file ${path}`;
}

/** What kept an own function from being bundled, as its config's author reads it. @param line the config's line of it */
export function bundleError(line: string, resource: FunctionResource, cause: unknown): Error {
  const { errors = [] } = cause as { errors?: { text: string; location?: { file: string; line: number } }[] };
  const { handler = 'default', entry } = resource;
  const lacks = errors.some(
    ({ text }) =>
      text.startsWith('No matching export') && text.endsWith(`${basename(entry)}" for import "${handler}"`),
  );
  const said = errors.map(({ text, location }) =>
    location ? `${text} (${location.file}:${location.line})` : text,
  );
  const what = lacks
    ? `${resolve(entry)} exports no "${handler}"`
    : `${resolve(entry)} cannot be bundled: ${said.join('; ') || String(cause)}`;
  return new Error(`${line}.${lacks && resource.handler ? 'handler' : 'entry'}: ${what}`, { cause });
}

/**
 * What keeps own functions of a config from being bundled, each by its line; nothing is written.
 * @throws Error saying how to install esbuild, where there is an own function
 */
export function bundleFaults(config: WrittenConfig): string[] {
  return configLines(config).flatMap(({ line, resource }) => {
    if (resource.provider !== 'function') return [];
    const { buildSync } = esbuild();
    const { entry, handler = 'default', external = [] } = resource;
    const path = resolve(entry);
    const contents = `export { ${handler} } from ${JSON.stringify(path)};`;
    try {
      buildSync({
        ...MODULES,
        stdin: { contents, resolveDir: dirname(path), sourcefile: 'handler.js' },
        outdir: dirname(path),
        write: false,
        external: [...external],
        logLevel: 'silent',
      });
      return [];
    } catch (cause) {
      return [bundleError(line, resource, cause).message];
    }
  });
}

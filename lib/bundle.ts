import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Config } from '../contract/config.ts';
import { writeConfigFile } from './config-file.ts';

const LAMBDAS = join(import.meta.dirname, '..', 'lambdas');

/** Beside the written configs; not under version control. */
const FOLDER = join('.ductape', 'bundles');

/** CommonJS dependencies call `require`, which an ES module does not have. */
const REQUIRE_BANNER =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

/**
 * Bundles `lambdas/NAME/lambda.ts` with the config and all it imports, each lazily loaded part in a file of its own,
 * so that a provider nobody uses is never read. The directory returned is the same for the same content, in which
 * secrets stand by their names only.
 */
export function bundleFunction(name: string, config: Config): string {
  const { outputFiles } = buildSync({
    entryPoints: { index: join(LAMBDAS, name, 'lambda.ts') },
    outdir: 'out',
    write: false,
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE_BANNER },
    alias: { 'ductape-config': writeConfigFile(config) },
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'error',
  });
  const hash = createHash('sha256');
  for (const { path, contents } of outputFiles) hash.update(path).update(contents);
  const directory = join(process.cwd(), FOLDER, `${name}-${hash.digest('hex').slice(0, 16)}`);
  if (!existsSync(directory)) write(directory, outputFiles);
  return directory;
}

/** Others may write the same directory at the same time: whoever is last finds it there. */
function write(directory: string, files: readonly { path: string; contents: Uint8Array }[]): void {
  const aside = `${directory}.${randomUUID()}`;
  mkdirSync(aside, { recursive: true });
  const root = dirname(files[0]?.path ?? '');
  for (const { path, contents } of files) writeFileSync(join(aside, path.slice(root.length)), contents);
  try {
    renameSync(aside, directory);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildFailure, Message } from 'esbuild';
import { asRecord } from '../contract/plain-data.ts';

/**
 * What `file` holds: a JSON document, or the default export of a module; nothing is checked yet but that no name stands twice, which is
 * looked for where esbuild is installed.
 * @throws Error naming the file, and the place where it can be told
 */
export async function loadConfig(file: string): Promise<unknown> {
  const path = resolve(file);
  const refused = (reason: string, cause?: unknown) =>
    new Error(`Cannot read the config from ${path}: ${reason}`, { cause });
  const value = await valueIn(path).catch(async (cause: unknown) => {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw refused(ofOtherKind(cause, path) ?? (await misspelt(path)) ?? said, cause);
  });
  const twice = await namesTwice(path);
  if (twice.length > 0) throw refused(twice.join('; '));
  return value;
}

/** What to do where Node takes the module for CommonJS, which it says in words of its own. */
function ofOtherKind(error: unknown, path: string): string | undefined {
  const isImport =
    error instanceof SyntaxError &&
    /^(?:Cannot use import statement outside a module|Unexpected token 'export')/.test(error.message);
  if (!isImport) return undefined;
  const module = basename(path).replace(/\.([jt]s)$/, '.m$1');
  return (
    'it is written as an ES module, and the nearest package.json has "type": "commonjs": ' +
    `put "type": "module" there, or name the file ${module} and say --config ${module}`
  );
}

/** What is wrong with the text of a module, and where, which Node tells only of some. */
async function misspelt(path: string): Promise<string | undefined> {
  if (extname(path) === '.json') return undefined;
  const [first] = (await messagesOf(path)).errors;
  if (!first?.location) return undefined;
  const { file, line, column } = first.location;
  return `${first.text} (${file}, line ${line}, column ${column + 1})`;
}

async function valueIn(path: string): Promise<unknown> {
  if (!existsSync(path)) throw new Error('there is no such file; `npx ductape init` writes a first one');
  if (extname(path) === '.json') return JSON.parse(await readFile(path, 'utf8'));
  const module = await importFile(path);
  if (module['default'] === undefined) throw new Error('it has no default export');
  return module['default'];
}

/** What a module exports, by its absolute path. */
export async function importFile(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    if (!isWithoutImport(error)) throw error;
    const module = require(path);
    return 'default' in module ? module : { ...module, default: module };
  }
}

/** Jest runs CommonJS where there is only `require`, unless Node was started with `--experimental-vm-modules`. */
const isWithoutImport = (error: unknown) =>
  asRecord(error)['code'] === 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING_FLAG';

/** The names that stand twice in one object, here or in what the module imports: JavaScript and JSON take the later one without a word. */
async function namesTwice(path: string): Promise<string[]> {
  return (await messagesOf(path)).warnings
    .filter(({ id }) => id === 'duplicate-object-key')
    .map(({ text, location, notes }) => {
      const at = location ? `${location.file}, line ${location.line}` : path;
      const [name] = /"(.*)"/.exec(text) ?? [text];
      return `${name} stands twice in one object: at ${at}, and before at line ${notes[0]?.location?.line}`;
    });
}

async function messagesOf(path: string): Promise<Record<'errors' | 'warnings', Message[]>> {
  const options = { bundle: true, write: false, packages: 'external', platform: 'node' } as const;
  try {
    // Loaded here, as most commands read no config, and a kit for tests need not have it.
    const { buildSync } = await import('esbuild');
    return buildSync({ ...options, entryPoints: [path], format: 'esm', logLevel: 'silent' });
  } catch (error) {
    // Node may have read it all the same.
    const { errors = [], warnings = [] } = error as Partial<BuildFailure>;
    return { errors, warnings };
  }
}

import { createHash, type Hash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { BuildOptions, BuildResult } from 'esbuild';
import type { Config } from '../contract/config.ts';
import { HOUR } from '../core/time/units.ts';
import { FILES } from '../lambdas/dispatch/page.ts';
import type { Files } from '../web/serve/files.ts';
import { configLines } from './config-lines.ts';
import { esbuild, MODULES } from './esbuild.ts';
import { copyPrebuilt, prebuiltHash } from './prebuilt.ts';

const ROOT = join(import.meta.dirname, '..');

/** What the functions are made of. */
const SOURCES = ['contract', 'core', 'adapters', 'namespaces', 'lambdas', 'lib', 'web/serve'].map((name) =>
  join(ROOT, name),
);

/** The paths of the dashboard, which its server shares with its page. */
const PATHS_OF_PAGE = join(ROOT, 'web', 'pages.ts');

/** What fixes the versions of what they import, where this package is a project of its own or a dependency. */
const LOCKS = [ROOT, process.cwd()].map((folder) => join(folder, 'package-lock.json'));

/** Where bundles are unless told: in the directory the CDK runs in, beside `cdk.out`; not under version control. */
const ownFolder = () => join(process.cwd(), '.ductape', 'bundles');

/** The context of a CDK app that names another folder for its bundles. */
export const BUNDLES_CONTEXT = 'ductape-scheduler:bundles';

/** The functions of the construct, by their folders in `lambdas`. */
export const FUNCTIONS = ['dispatch', 'executor', 'dead-letter', 'webhooks', 'projector'] as const;

/** What Kafka's client calls, with the file inside that it would read beside itself. */
function wasmOfKafka(): string {
  const client = createRequire(join(import.meta.dirname, 'bundle.ts')).resolve('@platformatic/kafka');
  return createRequire(client).resolve('@platformatic/wasm-utils/bundled');
}

/** What the code imports for `ductape-config`. */
const CONFIG = './config.mjs';

/** CommonJS dependencies call `require`, which an ES module does not have. */
export const REQUIRE_BANNER =
  "import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url);";

/** What this process has asked for, by name: see {@link tidyBundles}. */
const used = new Set<string>();

/** Bundles that were not asked for this long are of sources or configs of before, ms: others bundle here at the same time. */
const STALE = HOUR;

/**
 * The directory of `lambdas/NAME/lambda.ts` bundled with all it imports, each lazily loaded part in a file of its own,
 * so that a provider that no run uses is never read. The config, in which secrets stand by their names only, is in a file
 * beside the code if the code imports it, and so are the files of the dashboard where they are given. A directory made before from the same sources and config is found again.
 */
export function bundleFunction(
  name: string,
  config: Config,
  folder = ownFolder(),
  dashboard?: Files,
): string {
  const code = join(folder, `${name}-${hashOfSources()}`);
  if (!isThere(code)) make(code, (aside) => fill(name, aside));
  if (!existsSync(join(code, CONFIG))) return code;
  const text = configModule(config);
  const hash = createHash('sha256').update(text);
  for (const [file, content] of dashboard ?? []) hash.update(file).update(content);
  const whole = `${code}-${shortHash(hash)}`;
  if (!isThere(whole))
    make(whole, (aside) => {
      cpSync(code, aside, { recursive: true });
      writeFileSync(join(aside, CONFIG), text);
      if (dashboard) mkdirSync(join(aside, FILES));
      for (const [file, content] of dashboard ?? []) writeFileSync(join(aside, FILES, file), content);
    });
  return whole;
}

/** The code of a function as it came with the package, or else bundled from its sources. */
function fill(name: string, folder: string): void {
  if (prebuiltHash() === undefined) writeBundle(esbuild().buildSync(engineBuild(name)), folder);
  else copyPrebuilt(name, folder);
}

/**
 * Bundles the code of every function that `bundleFunction` would not find in `folder`, side by side and without holding up
 * this process. @param began told once of their names, where there are any
 */
export async function bundleAhead(
  folder: string | undefined,
  build: (options: ReturnType<typeof engineBuild>) => Promise<Bundled>,
  began: (names: string[]) => void,
): Promise<void> {
  const hash = hashOfSources();
  const pathOf = (name: string) => join(folder ?? ownFolder(), `${name}-${hash}`);
  const missing = FUNCTIONS.filter((name) => !isThere(pathOf(name)));
  if (prebuiltHash() !== undefined || missing.length === 0) return;
  began(missing);
  await Promise.all(
    missing.map(async (name) => {
      const built = await build(engineBuild(name));
      make(pathOf(name), (aside) => writeBundle(built, aside));
    }),
  );
}

/** Removes the bundles that this process has not asked for, nor another one within the last hour, or `staleMs`. */
export function tidyBundles(folder = ownFolder(), staleMs = STALE): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (used.has(name)) continue;
    const path = join(folder, name);
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs <= Date.now() - staleMs) rmSync(path, { recursive: true, force: true });
  }
}

/** Whether the bundle is there; notes that it was asked for, so that it is not taken for an old one. */
function isThere(directory: string): boolean {
  used.add(basename(directory));
  try {
    utimesSync(directory, new Date(), new Date());
    return true;
  } catch {
    return false;
  }
}

type Bundled = BuildResult<{ write: false; metafile: true }>;

/** How the code of a function of the engine is bundled. */
export function engineBuild(name: string) {
  return {
    entryPoints: { index: join(ROOT, 'lambdas', name, 'lambda.ts'), ...threadOf(name) },
    outdir: 'out',
    write: false,
    ...MODULES,
    banner: { js: REQUIRE_BANNER },
    alias: { 'ductape-config': CONFIG, '@platformatic/wasm-utils': wasmOfKafka() },
    external: [CONFIG],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'error',
  } satisfies BuildOptions;
}

/** Writes the code to `folder`, with an empty config if it imports one. */
export function writeBundle({ outputFiles, metafile }: Bundled, folder: string): void {
  const root = dirname(outputFiles[0]?.path ?? '');
  for (const { path, contents } of outputFiles)
    writeFileSync(join(folder, path.slice(root.length)), contents);
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  if (imports.some(({ path }) => path === CONFIG)) writeFileSync(join(folder, CONFIG), '');
}

/** The code of the threads of a function, beside its own, where it has any. */
function threadOf(name: string): Record<string, string> {
  const thread = join(ROOT, 'lambdas', name, 'threads', 'thread.ts');
  return existsSync(thread) ? { thread } : {};
}

/** Gives `directory` what `fill` writes, all at once. Others may make the same at the same time: one of them stays. */
function make(directory: string, fill: (folder: string) => void): void {
  const aside = `${directory}.${randomUUID()}`;
  mkdirSync(aside, { recursive: true });
  const ignored = join(dirname(ownFolder()), '.gitignore');
  if (dirname(directory) === ownFolder() && !existsSync(ignored)) writeFileSync(ignored, '*\n');
  fill(aside);
  try {
    renameSync(aside, directory);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}

/** Changes with the sources of the functions and of the construct, the config's checks among them, and with all versions. */
export function hashOfSources(): string {
  const known = prebuiltHash();
  if (known !== undefined) return known;
  const hash = createHash('sha256').update(esbuild().version);
  for (const file of [...LOCKS, PATHS_OF_PAGE]) if (existsSync(file)) hash.update(readFileSync(file));
  for (const folder of SOURCES)
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
      if (name.endsWith('.ts') && !name.startsWith('dist'))
        hash.update(name).update(readFileSync(join(folder, name)));
  return shortHash(hash);
}

const shortHash = (hash: Hash) => hash.digest('hex').slice(0, 16);

/** `config` without what is for the embedded cloud only, as an ES module. */
function configModule(config: Config): string {
  const deployed = structuredClone(config);
  for (const { resource } of configLines(deployed)) if ('local' in resource) delete resource.local;
  return `export default JSON.parse(${JSON.stringify(JSON.stringify(deployed))});\n`;
}

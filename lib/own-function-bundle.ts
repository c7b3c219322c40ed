import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';
import type { FunctionResource } from '../contract/resources/shared.ts';
import { Env } from '../lambdas/environment.ts';
import { REQUIRE_BANNER } from './bundle.ts';
import { MODULES } from './esbuild.ts';
import { LAMBDAS, prebuiltHash } from './prebuilt.ts';

/** Its source, or what came built with the package. */
const OWN_HANDLER = join(
  LAMBDAS,
  'own-function',
  prebuiltHash() === undefined ? 'own-handler.ts' : 'own-handler.mjs',
);

/** The file in the bundle and the export that Lambda calls. */
export const OWN_FUNCTION_HANDLER = 'index.handler';

/** How an own function is bundled into `folder`: readable code, as its stacks are shown, with what its packages need. */
export function ownFunctionBuild(
  { entry, handler = 'default', external = [] }: FunctionResource,
  folder: string,
) {
  const path = resolve(entry);
  const contents = [
    `import { ownHandler } from ${JSON.stringify(OWN_HANDLER)};`,
    `import { ${handler} as job } from ${JSON.stringify(path)};`,
    'export const handler = ownHandler(job);',
  ].join('\n');
  return {
    stdin: { contents, resolveDir: dirname(path), sourcefile: 'handler.js' },
    outdir: folder,
    entryNames: 'index',
    ...MODULES,
    banner: { js: REQUIRE_BANNER },
    external: [...external],
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'silent',
  } satisfies BuildOptions;
}

/** The variables of an own function: its own, and the names of its secrets. */
export function ownEnvironment({ environment, secrets }: FunctionResource): Record<string, string> {
  return { ...environment, ...(secrets && { [Env.ownSecrets]: JSON.stringify(secrets) }) };
}

/**
 * Puts the packages that stay outside of a bundle beside it: copies, with all that they depend on, or links to where they are.
 * @throws Error naming one that is not installed
 */
export function placeExternals(
  { entry, external = [] }: FunctionResource,
  folder: string,
  how: 'copy' | 'link',
): void {
  const placed = new Set<string>();
  const place = (name: string, from: string, optional: boolean): void => {
    if (placed.has(name)) return;
    const source = packageFolder(name, from);
    if (source === undefined) {
      if (optional) return;
      throw new Error(`the package ${name} is not installed for ${from}`);
    }
    placed.add(name);
    const to = join(folder, 'node_modules', name);
    mkdirSync(dirname(to), { recursive: true });
    if (how === 'link') {
      symlinkSync(source, to, 'junction');
      return;
    }
    const isOwn = (path: string) => path === source || !/[/\\]node_modules$/.test(path);
    cpSync(source, to, { recursive: true, dereference: true, filter: isOwn });
    const { dependencies = {}, optionalDependencies = {} }: PackageFile = JSON.parse(
      readFileSync(join(source, 'package.json'), 'utf8'),
    );
    const names = Object.keys({ ...dependencies, ...optionalDependencies });
    for (const each of names) place(each, source, each in optionalDependencies);
  };
  for (const name of external) place(packageName(name), dirname(resolve(entry)), false);
}

type PackageFile = Partial<Record<'dependencies' | 'optionalDependencies', Record<string, string>>>;

const packageName = (path: string) => path.split('/', path.startsWith('@') ? 2 : 1).join('/');

/** Where a package is that a module in `from` would find. */
function packageFolder(name: string, from: string): string | undefined {
  const folders = createRequire(join(from, 'index.js')).resolve.paths(name) ?? [];
  const paths = folders.map((folder) => join(folder, name));
  const found = paths.find((path) => existsSync(join(path, 'package.json')));
  return found && realpathSync(found);
}

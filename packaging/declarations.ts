import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { foreignName, type Package, ROOT } from './packages.ts';

/** What a declaration imports, and from where. */
const SPECIFIER = /(\bfrom\s*|\bimport\(\s*|\bimport\s+)(['"])(\.[^'"]+)\.ts\2/g;

/** What the sources are told of modules that have no types. */
const AMBIENT = ['local/engines/dynalite.d.ts', 'lambdas/ductape-config.d.ts'].map((file) =>
  join(ROOT, file),
);

/** The declarations of packages, in a folder that is gone when this is disposed of. */
export interface Declarations extends Disposable {
  /** Writes those that `entry` of `pack` needs to `folder`, laid out as the sources are. */
  write(entry: string, pack: Package, folder: string): void;
}

/** Has the compiler declare what the entries of the packages export. */
export function declare(packages: readonly Package[]): Declarations {
  const parent = join(ROOT, '.ductape');
  mkdirSync(parent, { recursive: true });
  const made = mkdtempSync(join(parent, 'declarations-'));
  const project = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: ROOT,
      outDir: made,
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    },
    include: [],
    files: [...AMBIENT, ...packages.flatMap(({ entry }) => (entry ? [join(ROOT, entry)] : []))],
  };
  const file = join(made, 'tsconfig.json');
  writeFileSync(file, JSON.stringify(project));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  execFileSync(process.execPath, [compiler, '-p', file], { stdio: 'inherit' });
  return {
    write: (entry, pack, folder) => writeDeclarations(entry, pack, made, folder),
    [Symbol.dispose]: () => rmSync(made, { recursive: true, force: true }),
  };
}

/** Follows the imports of the entry, so that only what a user's compiler reads is shipped. */
function writeDeclarations(entry: string, pack: Package, made: string, folder: string): void {
  const waiting = [entry.replace(/\.ts$/, '.d.ts')];
  const written = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (written.has(path)) continue;
    written.add(path);
    const from = dirname(path);
    const text = readFileSync(join(made, path), 'utf8').replace(
      SPECIFIER,
      (_all, before: string, quote: string, specifier: string) => {
        const to = normalize(join(from, specifier));
        const name = foreignName(pack, to);
        if (name) return `${before}${quote}${name}${quote}`;
        waiting.push(`${to}.d.ts`);
        return `${before}${quote}${specifier}.js${quote}`;
      },
    );
    const target = join(folder, relative('.', path));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}

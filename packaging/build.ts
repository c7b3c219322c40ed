import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { declare } from './declarations.ts';
import { type Format, foreignName, PACKAGES, type Package, ROOT } from './packages.ts';

/** Has a package import what is in another one from there, where the sources import it by a path. */
function fromPackages(pack: Package): Plugin {
  return {
    name: 'from-packages',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const name = foreignName(pack, relative(ROOT, resolve(resolveDir, path)));
        return name ? { path: name, external: true, sideEffects: false } : undefined;
      });
    },
  };
}

/** The code of a package as one kind of module, which a manifest beside it names. */
async function buildFormat(pack: Package, format: Format): Promise<string> {
  const folder = join(ROOT, pack.folder, 'dist', format);
  await build({
    entryPoints: { index: join(ROOT, pack.entry) },
    outdir: folder,
    bundle: true,
    splitting: format === 'esm',
    chunkNames: 'chunk-[hash]',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    format,
    external: ['@aws-sdk/*'],
    plugins: [fromPackages(pack)],
    logLevel: 'warning',
  });
  const type = format === 'esm' ? 'module' : 'commonjs';
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`);
  return folder;
}

/** Builds `dist` of every package anew. */
async function buildPackages(): Promise<void> {
  using declarations = declare(PACKAGES);
  for (const pack of PACKAGES) {
    const dist = join(ROOT, pack.folder, 'dist');
    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist, { recursive: true });
    for (const format of pack.formats) {
      const folder = await buildFormat(pack, format);
      declarations.write(pack, join(folder, 'types'));
    }
    copyFileSync(join(ROOT, 'LICENSE'), join(dist, 'LICENSE'));
    console.log(`Built ${pack.name}.`);
  }
}

await buildPackages();

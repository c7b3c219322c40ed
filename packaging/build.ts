import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { REQUIRE_BANNER } from '../lib/bundle.ts';
import { buildDashboard } from './dashboard.ts';
import { declare } from './declarations.ts';
import { fromPackages } from './from-packages.ts';
import { buildLambdas } from './lambdas.ts';
import { noticesOf } from './notices.ts';
import { type Format, PACKAGES, type Package, ROOT } from './packages.ts';

/** What an ES module has and a CommonJS module has not, and the other way round. */
function surroundings(pack: Package, format: Format) {
  if (pack.platform === 'neutral') return {};
  return format === 'esm'
    ? { banner: { js: REQUIRE_BANNER } }
    : { define: { 'import.meta.dirname': '__dirname' } };
}

/** The code of a package as one kind of module, which a manifest beside it names; tells what is in it. */
async function buildFormat(pack: Package, format: Format, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: { ...(pack.entry && { index: pack.entry }), ...pack.programs },
    outdir: folder,
    bundle: true,
    splitting: format === 'esm',
    chunkNames: 'chunk-[hash]',
    platform: pack.platform,
    mainFields: ['module', 'main'],
    target: pack.platform === 'node' ? 'node22' : 'es2022',
    format,
    external: [...pack.external],
    plugins: [fromPackages(pack)],
    metafile: true,
    absWorkingDir: ROOT,
    logLevel: 'warning',
    ...surroundings(pack, format),
  });
  const type = format === 'esm' ? 'module' : 'commonjs';
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ type })}\n`);
  return metafile;
}

/** Builds `dist` of every package anew. */
async function buildPackages(): Promise<void> {
  using declarations = declare(PACKAGES);
  for (const pack of PACKAGES) {
    const dist = join(ROOT, pack.folder, 'dist');
    rmSync(dist, { recursive: true, force: true });
    const metafiles: Metafile[] = [];
    for (const format of pack.formats) {
      const folder = join(dist, format);
      metafiles.push(await buildFormat(pack, format, folder));
      if (pack.entry) declarations.write(pack.entry, pack, join(folder, 'types'));
    }
    if (pack.dashboard) metafiles.push(await buildDashboard(join(dist, 'web')));
    if (pack.lambdas) metafiles.push(...(await buildLambdas(dist)));
    mkdirSync(dist, { recursive: true });
    for (const [to, from] of Object.entries(pack.beside ?? {}))
      copyFileSync(join(ROOT, from), join(dist, to));
    copyFileSync(join(ROOT, 'LICENSE'), join(dist, 'LICENSE'));
    const notices = noticesOf(metafiles);
    if (notices !== '') writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), `${notices}\n`);
    console.log(`Built ${pack.name}.`);
  }
}

await buildPackages();

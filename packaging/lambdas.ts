import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { engineBuild, FUNCTIONS, hashOfSources, writeBundle } from '../lib/bundle.ts';
import { MODULES } from '../lib/esbuild.ts';
import { PREBUILT_HASH } from '../lib/prebuilt.ts';
import { ROOT } from './packages.ts';

/** Bundles the functions, and the handler around a developer's own, to where the construct looks for them; tells what is in them. */
export async function buildLambdas(dist: string): Promise<Metafile[]> {
  const lambdas = join(dist, 'lambdas');
  const hash = hashOfSources();
  const made = await Promise.all(
    FUNCTIONS.map(async (name) => {
      const folder = join(lambdas, name);
      mkdirSync(folder, { recursive: true });
      const built = await build(engineBuild(name));
      writeBundle(built, folder);
      return built.metafile;
    }),
  );
  const { metafile } = await build({
    entryPoints: { 'own-handler': join(ROOT, 'lambdas', 'own-function', 'own-handler.ts') },
    outdir: join(lambdas, 'own-function'),
    ...MODULES,
    // Without the banner of a whole function: it is bundled once more, with the function that it is around.
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(lambdas, PREBUILT_HASH), `${hash}\n`);
  return [...made, metafile];
}

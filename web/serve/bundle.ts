import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BuildOptions, BuildResult } from 'esbuild';
import { ASSETS, PAGE } from '../pages.ts';

const WEB = join(import.meta.dirname, '..');

/** How the dashboard is bundled: one script and one style sheet, each with its content in its name. */
export function dashboardBuild() {
  return {
    entryPoints: { app: join(WEB, 'main.tsx') },
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    entryNames: '[name]-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // What signs requests: it is imported at the first signature, and the page makes none.
    external: ['@aws-sdk/*', 'aws4fetch'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  } satisfies BuildOptions;
}

/** The files of the dashboard by their names, the page among them, which names the others. */
export function filesOf({ outputFiles = [] }: BuildResult): Map<string, Buffer> {
  const assets = outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)] as const);
  const tags = assets.map(([name]) =>
    name.endsWith('.css')
      ? `<link rel="stylesheet" href="${ASSETS}${name}" />`
      : `<script type="module" src="${ASSETS}${name}"></script>`,
  );
  const page = readFileSync(join(WEB, PAGE), 'utf8').replace('<!-- assets -->', () => tags.join('\n    '));
  return new Map([...assets, [PAGE, Buffer.from(page)]]);
}

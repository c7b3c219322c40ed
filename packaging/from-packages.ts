import { relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { foreignName, type Importer, ROOT } from './packages.ts';

/** Has esbuild import what is in a package from there, where the sources import it by a path. */
export function fromPackages(importer: Importer): Plugin {
  return {
    name: 'from-packages',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const name = foreignName(importer, relative(ROOT, resolve(resolveDir, path)));
        return name ? { path: name, external: true, sideEffects: false } : undefined;
      });
    },
  };
}

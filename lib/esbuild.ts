import { createRequire } from 'node:module';
import { join } from 'node:path';

type Esbuild = typeof import('esbuild');

/**
 * esbuild, which only who bundles needs: a scheduler without own functions is synthesized from bundles that come with its package.
 * @throws Error saying how to install it
 */
export function esbuild(): Esbuild {
  try {
    return createRequire(join(import.meta.dirname, 'index.js'))('esbuild');
  } catch (cause) {
    throw new Error('esbuild is needed to bundle your own functions: npm install --save-dev esbuild', {
      cause,
    });
  }
}

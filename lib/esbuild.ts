import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';

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

/** What all code for Lambda is bundled as: ES modules of Node.js 24, each lazily loaded part in a file of its own. */
export const MODULES = {
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
} satisfies BuildOptions;

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSETS, PAGES } from '../../web/pages.ts';
import { dashboardBuild, filesOf, PAGE } from './bundle.ts';

/** The files of the dashboard by their names. */
export type Files = ReadonlyMap<string, Buffer>;

/** Where the files are that came with the package. */
const PREBUILT = join(import.meta.dirname, '..', 'web');

/** What the page may do: run its own script, and call the server that it is from. Data in it never become markup, nor a script. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** The files that came with the package; in a checkout they are bundled. */
export async function loadFiles(): Promise<Files> {
  if (existsSync(PREBUILT))
    return new Map(readdirSync(PREBUILT).map((name) => [name, readFileSync(join(PREBUILT, name))]));
  // Packages have no use for what bundles.
  const { buildInTurn } = await import('../local-bundle.ts');
  return filesOf(await buildInTurn(dashboardBuild()));
}

const VIEWS = PAGES.map((page) => new RegExp(`^${page.replaceAll(/\{\w+\}/g, '[^/]+')}$`));

/** The name of the file that a path of the dashboard stands for; undefined for another path. */
export function fileAt(path: string): string | undefined {
  if (path.startsWith(ASSETS)) return path.slice(ASSETS.length);
  return VIEWS.some((view) => view.test(path)) ? PAGE : undefined;
}

/** With which headers a file is sent. */
export function headersOf(name: string): Record<string, string> {
  return {
    'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    'cache-control': name === PAGE ? 'no-cache' : 'public, max-age=31536000, immutable',
    'content-security-policy': POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  };
}

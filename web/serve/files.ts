import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ASSETS, PAGE, PAGES } from '../pages.ts';

/** The files of the dashboard by their names. */
export type Files = ReadonlyMap<string, Buffer>;

/** The files in a folder; undefined where it is not there. */
export function filesIn(folder: string): Files | undefined {
  if (!existsSync(folder)) return undefined;
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** The page with attributes of its root, by which its server tells it something; a value is escaped. */
export function withData(files: Files, data: Record<string, string>): Files {
  const escaped = (text: string) => text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escaped(value)}"`);
  const page = (files.get(PAGE) ?? '').toString().replace('<html', () => `<html${attributes.join('')}`);
  return new Map([...files, [PAGE, Buffer.from(page)]]);
}

/** What the page may do: run its own script, and call the server that it is from, and these origins. Data in it never become markup, nor a script. */
const policy = (origins: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...origins].join(' '),
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

const VIEWS = PAGES.map((page) => new RegExp(`^${page.replaceAll(/\{\w+\}/g, '[^/]+')}$`));

/** The name of the file that a path of the dashboard stands for; undefined for another path. */
export function fileAt(path: string): string | undefined {
  if (path.startsWith(ASSETS)) return path.slice(ASSETS.length);
  return VIEWS.some((view) => view.test(path)) ? PAGE : undefined;
}

/** Whether a path is that of a view: a link from elsewhere may lead to it, as all that it does is show the page. */
export const isView = (path: string): boolean => fileAt(path) === PAGE;

/** With which headers a file is sent. @param origins that the page may call beside its server */
export function headersOf(name: string, origins: readonly string[] = []): Record<string, string> {
  return {
    'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    'cache-control': name === PAGE ? 'no-cache' : 'public, max-age=31536000, immutable',
    'content-security-policy': policy(origins),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

import { posix } from 'node:path';
import { type Fault, type Files, faultsAt, headingsOf, withoutCode } from './pages.ts';

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;

/**
 * Relative links of pages that lead to no file or to no heading.
 * @param exists whether a path below the root is there
 */
export function linkFaults(files: Files, exists: (path: string) => boolean): Fault[] {
  return [...files].flatMap(([file, text]) => {
    if (!file.endsWith('.md')) return [];
    return faultsAt(file, withoutCode(text), LINK, ([, target = '']) => {
      if (/^[a-z]+:/.test(target)) return undefined;
      const [path = '', anchor] = target.split('#');
      const page = path === '' ? file : posix.join(posix.dirname(file), path);
      if (!exists(page)) return `The link to ${target} leads to no file.`;
      const headings = headingsOf(files.get(page) ?? '').map(anchorOf);
      return anchor === undefined || headings.includes(anchor)
        ? undefined
        : `${page} has no heading #${anchor}.`;
    });
  });
}

/** The anchor that GitHub makes of a heading. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

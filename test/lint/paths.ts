import { dirname } from 'node:path/posix';
import { type Fault, type Files, faultsAt, withoutCode } from './pages.ts';

const BACKTICKS = /`([^`]+)`/g;
/** What stands for a name in a path, such as `NAMESPACE`, `<name>` or `*`: such a path is checked up to there. */
const PLACEHOLDER = /(?:^|\/)[^/]*(?:[*<>{}…]|\b[A-Z]{3,}\b)/;

/**
 * Paths in the backticks of pages that begin with a folder of sources at the root of the project and lead nowhere. A path may leave out the
 * end of a file's name: `core/jobs/advance` stands for `core/jobs/advance.ts`.
 * @param exists whether a path below the root is there
 * @param entries the names in a folder below the root
 */
export function pathFaults(
  files: Files,
  exists: (path: string) => boolean,
  entries: (folder: string) => readonly string[],
): Fault[] {
  const top = new Set(entries('.').filter((name) => /^(?:[a-z]+|\.ci)$/.test(name)));
  return [...files].flatMap(([file, text]) => {
    if (!file.endsWith('.md') || file === 'CHANGELOG.md') return [];
    return faultsAt(file, withoutCode(text), BACKTICKS, ([, quoted = '']) => {
      const missing = quoted
        .split(/[\s,]+/)
        .filter((word) => word.includes('/') && top.has(word.split('/')[0] ?? ''))
        .map(checkedPart)
        .filter((path) => !exists(path) && !isBeginning(path));
      return missing.length > 0 ? `There is no ${missing.join(', ')}.` : undefined;
    });
  });
  function isBeginning(path: string): boolean {
    const folder = dirname(path);
    return exists(folder) && entries(folder).some((name) => `${folder}/${name}`.startsWith(`${path}.`));
  }
}

const checkedPart = (path: string) => (path.split(PLACEHOLDER)[0] ?? '').replace(/[/.:;]+$/, '');

import { type Fault, type Files, faultsAt } from './pages.ts';

const BLOCK = /^```sh\n(.*?)^```$/gms;
const QUOTED = /'[^']*'|"[^"]*"/g;

/** What zsh, the shell of a Mac, reads otherwise than a script does: patterns that match no file, and comments. */
const OTHERWISE = /[?*[\]]|(?:^|\s)#/;

/** Commands of pages that are to be typed and that zsh refuses: an unquoted `?`, `*` or bracket, and a comment. */
export function shellFaults(files: Files): Fault[] {
  return [...files].flatMap(([file, text]) => {
    if (!file.endsWith('.md')) return [];
    return faultsAt(file, text, BLOCK, ([, commands = '']) => {
      const line = commands
        .replaceAll(QUOTED, '')
        .split('\n')
        .find((each) => OTHERWISE.test(each));
      return line === undefined
        ? undefined
        : `zsh does not take "${line.trim()}": quote what has ?, * or [, and write comments beside the block.`;
    });
  });
}

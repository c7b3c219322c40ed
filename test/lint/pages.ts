import { globSync, readFileSync } from 'node:fs';

/** The text files of the project by their paths below its root. */
export type Files = ReadonlyMap<string, string>;

/** Something wrong in a file, at a line counted from 1. */
export interface Fault {
  file: string;
  line: number;
  message: string;
}

const LEFT_OUT = ['node_modules', 'cdk.out', '.git', '.ductape', 'test/fixtures'];

/** Reads all source files and pages below a folder. */
export function readFiles(root: string): Files {
  const exclude = (path: string) => LEFT_OUT.includes(path) || /^[^/]+(?:\/[^/]+)?\/dist$/.test(path);
  const paths = globSync('**/*.{ts,tsx,js,md}', { cwd: root, exclude });
  return new Map(paths.sort().map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')]));
}

/** What is wrong at each match of a pattern in a text; `messageOf` gives undefined where a match is right. */
export function faultsAt(
  file: string,
  text: string,
  pattern: RegExp,
  messageOf: (match: RegExpExecArray) => string | undefined,
): Fault[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const message = messageOf(match);
    return message === undefined
      ? []
      : [{ file, line: text.slice(0, match.index).split('\n').length, message }];
  });
}

/** The headings of a page. */
export function headingsOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) => heading.trim());
}

/** A page with its blocks of code emptied, so that lines keep their numbers. */
export function withoutCode(page: string): string {
  return page.replaceAll(/^```.*?^```$/gms, (block) => block.replaceAll(/[^\n]/g, ''));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packages.ts';

/** The files that the README has a user write, by their names: blocks of code that begin with a comment that names one. */
export function readmeFiles(): Record<string, string> {
  const blocks = readme().matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, name = '', text = '']) => [name, text]));
}

/** What comes after a command of the README, on its line. @throws Error for one that the README does not have */
export function readmeArguments(command: string): string[] {
  const line = readme()
    .split('\n')
    .find((each) => each.startsWith(`${command} `));
  if (line === undefined) throw new Error(`the README has no ${command}`);
  return line.slice(command.length + 1).split(' ');
}

const readme = () => readFileSync(join(ROOT, 'README.md'), 'utf8');

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from './packages.ts';

/** The licenses of the packages that were bundled, each with its text, as they ask for. */
export function noticesOf(metafiles: readonly Metafile[]): string {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const folders = new Set(inputs.flatMap((path) => packageOf(path) ?? []));
  const byText = new Map<string, Set<string>>();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = licenseIn(folder);
    byText.set(text, (byText.get(text) ?? new Set()).add(`${name} ${version} (${license})`));
  }
  return [...byText]
    .map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}`)
    .sort()
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the package that a file is in, if it is one that was installed. */
function packageOf(path: string): string | undefined {
  const match = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path);
  if (!match) return undefined;
  for (let folder = join(ROOT, match[0]); folder.length > ROOT.length; folder = dirname(folder))
    if (existsSync(join(folder, 'package.json'))) return folder;
  return undefined;
}

function licenseIn(folder: string): string {
  const name = readdirSync(folder).find((each) => /^licen[cs]e(?:\.|$|-)/i.test(each));
  return name ? readFileSync(join(folder, name), 'utf8').trim() : '(its package has no text of it)';
}

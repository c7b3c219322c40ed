import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packages.ts';

const edit = (name: string, change: (text: string) => string) => {
  const path = join(ROOT, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
};

/**
 * After `changeset version` has given all packages their next version: gives it to the project too, as `test/packages.test.ts` asks for, and
 * puts what its changelog tells as unreleased under it.
 */
const { version } = JSON.parse(readFileSync(join(ROOT, 'contract', 'package.json'), 'utf8'));
edit('package.json', (text) => text.replace(/"version": "[^"]+"/, `"version": "${version}"`));
edit('contract/version.ts', (text) => text.replace(/'[^']+'/, `'${version}'`));
edit('CHANGELOG.md', (text) =>
  text.includes(`\n## ${version}\n`)
    ? text
    : text.replace('\n## Unreleased\n', `\n## Unreleased\n\n## ${version}\n`),
);
console.log(`The project has version ${version}; CHANGELOG.md tells what is new in it.`);

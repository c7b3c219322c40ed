import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const importing = (module: string) => `import { x } from '${module}';\nexport const y = x;\n`;

/** Files as they must not be, by path, and the rule that refuses each. */
const REFUSED: [file: string, code: string, rule: RegExp][] = [
  ['core/jobs/b.ts', importing('@aws-sdk/client-sqs'), /core is pure/],
  ['core/jobs/c.ts', importing('node:fs'), /core is pure/],
  ['core/jobs/d.ts', 'export const y = Date.now();\n', /it never asks/],
  ['core/jobs/e.ts', 'export const y = new Date();\n', /it never asks/],
  ['core/jobs/f.ts', 'export const y = Math.random();\n', /it never asks/],
  ['core/jobs/g.ts', 'export const y = process.env;\n', /noProcessEnv|process/],
  ['core/jobs/h.ts', 'export const y = setTimeout(() => 1, 1);\n', /Time is passed in|setTimeout/],
];

const ALLOWED = ['adapters/aws/z.ts', importing('@aws-sdk/client-sqs')] as const;

let tree: string;
let said: string;

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'architecture-'));
  const rules = JSON.parse(readFileSync('biome.json', 'utf8'));
  writeFileSync(join(tree, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  copyFileSync('pure-core.grit', join(tree, 'pure-core.grit'));
  for (const [file, code] of [...REFUSED, ALLOWED]) {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), code);
  }
  const biome = resolve('node_modules/.bin/biome');
  const { stdout, stderr } = spawnSync(biome, ['lint', '--max-diagnostics=200', '.'], {
    cwd: tree,
    encoding: 'utf8',
  });
  said = stdout + stderr;
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** What the linter says of one file. */
function saidOf(file: string): string {
  const parts = said.split(/^(?=\S+\.ts:\d+:\d+ )/m);
  return parts.filter((part) => part.startsWith(`${file}:`)).join('');
}

test.each(REFUSED)('%s is refused', (file, _code, rule) => {
  expect(saidOf(file)).toMatch(rule);
});

test('what the core may not import others may', () => {
  expect(saidOf(ALLOWED[0])).not.toContain('core is pure');
});

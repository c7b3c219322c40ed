import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '..', '..', 'cli', 'main.ts');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ductape-init-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const init = () =>
  execFileSync(process.execPath, ['--no-warnings', MAIN, 'init'], { cwd: folder, encoding: 'utf8' });
const manifest = () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

test('an empty folder gets a config, a job, a test and what they need', () => {
  expect(init()).toContain('run npm install');
  expect(readFileSync(join(folder, 'ductape.config.ts'), 'utf8')).toContain("entry: './jobs/hello.ts'");
  expect(manifest()).toMatchObject({
    type: 'module',
    scripts: { dev: 'ductape dev', test: 'node --test "test/**/*.test.ts"' },
    dependencies: { '@ductape-scheduler/client': 'latest' },
  });
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toContain('.ductape/');
});

test('what is there stays, and a project of CommonJS is told what it needs', () => {
  writeFileSync(join(folder, 'ductape.config.ts'), 'export default {};\n');
  writeFileSync(
    join(folder, 'package.json'),
    '{"type":"commonjs","scripts":{"test":"jest"},"devDependencies":{"@ductape-scheduler/client":"0.1.0"}}',
  );
  const said = init();
  expect(said).toContain('ductape.config.ts is there already.');
  expect(said).toContain('"type": "module"');
  expect(readFileSync(join(folder, 'ductape.config.ts'), 'utf8')).toBe('export default {};\n');
  expect(manifest()).toMatchObject({ type: 'commonjs', scripts: { test: 'jest' } });
  expect(manifest().dependencies).toBeUndefined();
});

test('a second time changes nothing', () => {
  init();
  const before = manifest();
  expect(init()).toContain('jobs/hello.ts is there already.');
  expect(manifest()).toEqual(before);
});

test('a project whose modules are deeper stays of its kind, and an empty one of CommonJS is told of its change', () => {
  const written = '{"type":"commonjs"}';
  writeFileSync(join(folder, 'package.json'), written);
  mkdirSync(join(folder, 'src', 'jobs'), { recursive: true });
  writeFileSync(join(folder, 'src', 'jobs', 'a.js'), "require('node:fs');\n");
  expect(init()).toContain('package.json needs "type": "module"');
  expect(manifest().type).toBe('commonjs');

  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), written);
  expect(init()).toContain('it has "type": "module" now');
  expect(manifest().type).toBe('module');
});

test('a package.json that is not JSON is named, before anything is written', () => {
  writeFileSync(join(folder, 'package.json'), '{ name }');
  expect(init).toThrow(/package\.json is not JSON/);
  expect(existsSync(join(folder, 'ductape.config.ts'))).toBe(false);
});

test('a deploy without a CDK app says what is missing', () => {
  init();
  writeFileSync(join(folder, 'c.json'), '{"products":{}}');
  const apply = () =>
    execFileSync(process.execPath, ['--no-warnings', MAIN, 'apply', '--config', 'c.json'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  expect(apply).toThrow(/there is no cdk\.json: put JobScheduler into an app of yours/);
});

test.each([
  ['["keep"]', 'package.json holds no object'],
  ['5', 'package.json holds no object'],
  ['{"scripts":"jest"}', 'scripts of package.json is not an object'],
  ['{"dependencies":["left-pad"]}', 'dependencies of package.json is not an object'],
])('a package.json of %s stays as it is', (written, message) => {
  writeFileSync(join(folder, 'package.json'), written);
  expect(init).toThrow(message);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(written);
});

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { exports }: { exports: Record<string, string> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

test('everything the package exports is there', () => {
  expect(Object.values(exports).filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('a program in a clone imports the client and defineConfig by the name of the package', () => {
  const program = `
    import { Ductape } from 'ductape-scheduler/sdk';
    import { defineConfig } from 'ductape-scheduler/config';
    console.log(typeof new Ductape({ endpoint: 'http://127.0.0.1:1' }).jobs.get, typeof defineConfig);`;
  const args = ['--no-warnings', '--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }).trim()).toBe(
    'function function',
  );
});

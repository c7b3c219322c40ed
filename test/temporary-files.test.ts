import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App } from 'aws-cdk-lib';

test('what the CDK synthesizes in a test is in the folder of the run', () => {
  expect(basename(tmpdir())).toMatch(/^ductape-tests-/);
  expect(new App().outdir.startsWith(join(tmpdir(), 'cdk.out'))).toBe(true);
});

test('the folder of a run goes with the run', () => {
  const program = `
    import { writeFileSync } from 'node:fs';
    import { tmpdir } from 'node:os';
    import temporaryFiles from './test/temporary-files.js';
    temporaryFiles();
    writeFileSync(tmpdir() + '/left', '');
    console.log(tmpdir());`;
  const folder = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  }).trim();
  expect(basename(folder)).toMatch(/^ductape-tests-/);
  expect(existsSync(folder)).toBe(false);
});

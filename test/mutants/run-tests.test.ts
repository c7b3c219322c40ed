import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What running a test file gives: how it ended, and the failure of each of its tests, by title. */
function run(source: string) {
  const folder = mkdtempSync(join(tmpdir(), 'run-tests-'));
  try {
    const file = join(folder, 'it.test.ts');
    writeFileSync(file, source);
    const { status, stdout } = spawnSync(
      process.execPath,
      ['--no-warnings', 'test/mutants/run-tests.ts', file],
      {
        encoding: 'utf8',
      },
    );
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { title: string; failed: string | null });
    return { status, told: told.map(({ title, failed }) => [title, failed !== null]) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test('a mutant passes when every test does, those of a table too', () => {
  const source = `
    describe('a', () => test.each([[1, 1], [2, 2]])('b', (a, b) => { expect(a).toBe(b); }));
    test.each([[], [1], 2])('c', (row) => { expect(row).toBeDefined(); });`;
  expect(run(source)).toEqual({
    status: 0,
    told: ['a b', 'a b', 'c', 'c', 'c'].map((title) => [title, false]),
  });
});

test.each([
  [
    'fails',
    `test('a', () => undefined); test('b', async () => { expect(1).toBe(2); }); test('c', () => undefined);`,
  ],
  [
    'asserts nothing of what it promises',
    `test('a', () => undefined); test('b', () => { expect.hasAssertions(); });`,
  ],
])('a mutant is caught by the first test that %s', (_what, source) => {
  expect(run(source)).toEqual({
    status: 1,
    told: [
      ['a', false],
      ['b', true],
    ],
  });
});

test('a mutant is caught by a test that waits for what never comes', () => {
  const source = `test('a', () => undefined); test('b', () => new Promise(() => undefined));`;
  expect(run(source)).toEqual({
    status: 1,
    told: [
      ['a', false],
      ['after a', true],
    ],
  });
});

test('a mutant that keeps a file from being loaded is caught', () => {
  expect(run('throw new Error("broken");')).toEqual({ status: 1, told: [['could not be loaded', true]] });
});

import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { expect } from 'expect';

// Runs test files one after another in this process, as jest takes seconds to load everything anew for each, and ends at the first
// test that fails. It knows of jest what the tests of the core use, and tells of each test in a line of JSON.

type Body = (...args: never[]) => unknown;
type Declare = (title: string, body: Body) => void;

/** No test of these parts waits for anything outside, ms. */
const TIMEOUT = 60_000;

let tests: { title: string; body: () => unknown }[] = [];
let path: string[] = [];

const describe: Declare = (title, body) => {
  path.push(title);
  body();
  path.pop();
};
const test: Declare = (title, body) => {
  tests.push({ title: [...path, title].join(' '), body });
};
const each = (declare: Declare) => (rows: readonly unknown[]) => (title: string, body: Body) => {
  const areArgs = rows.every((row) => Array.isArray(row));
  for (const row of rows) {
    const args = areArgs ? (row as unknown[]) : [row];
    declare(title, () => body(...(args as never[])));
  }
};

Object.assign(globalThis, {
  expect,
  describe: Object.assign(describe, { each: each(describe) }),
  test: Object.assign(test, { each: each(test) }),
});

async function failureOf(body: () => unknown): Promise<string | null> {
  expect.setState({ expectedAssertionsNumber: null, isExpectingAssertions: false, assertionCalls: 0 });
  const late = AbortSignal.timeout(TIMEOUT);
  try {
    const timeout = new Promise((_, reject) => late.addEventListener('abort', () => reject(late.reason)));
    await Promise.race([body(), timeout]);
    return expect.extractExpectedAssertionsErrors()[0]?.error.message ?? null;
  } catch (fault) {
    return String(fault);
  }
}

const tell = (file: string, title: string, failed: string | null) =>
  console.log(JSON.stringify({ file, title, failed }));

enableCompileCache(resolve('.compiled'));
const files = process.argv.slice(2);
for (const file of files) {
  tests = [];
  path = [];
  await import(resolve(file)).catch((fault) => {
    tell(file, 'could not be loaded', String(fault));
    process.exit(1);
  });
  for (const { title, body } of tests) {
    const failed = await failureOf(body);
    tell(file, title, failed);
    if (failed !== null) process.exit(1);
  }
}

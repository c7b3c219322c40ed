import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { expect } from 'expect';

// Runs test files one after another in this process, as jest takes seconds to load everything anew for each, and ends at the first
// test that fails. It knows of jest what the tests of the core use, and tells of each test in a line of JSON. The tests run in
// a thread, so that one that goes round for ever is seen; what it may take is counted in work, whatever else the machine does.

/** The most work that a test may take, ms; the longest takes 15 s. */
const WORK = 45_000;

/** A test that does nothing for so long waits for something that never comes, ms. */
const IDLE = 10_000;

type Body = (...args: never[]) => unknown;
type Declare = (title: string, body: Body) => void;

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

async function failureOf(body: () => unknown): Promise<string | null> {
  expect.setState({ expectedAssertionsNumber: null, isExpectingAssertions: false, assertionCalls: 0 });
  try {
    await body();
    return expect.extractExpectedAssertionsErrors()[0]?.error.message ?? null;
  } catch (fault) {
    return String(fault);
  }
}

/** What became of a test, or of a file that could not be loaded. */
interface Told {
  file: string;
  title: string;
  failed: string | null;
}

/** In the thread: tells of each test, and ends after the first that fails. */
async function runAll(files: readonly string[], tell: (told: Told) => void): Promise<void> {
  Object.assign(globalThis, {
    expect,
    describe: Object.assign(describe, { each: each(describe) }),
    test: Object.assign(test, { each: each(test) }),
  });
  for (const file of files) {
    [tests, path] = [[], []];
    const unloadable = await import(resolve(file)).then(
      () => null,
      (fault) => String(fault),
    );
    if (unloadable !== null) return tell({ file, title: 'could not be loaded', failed: unloadable });
    for (const { title, body } of tests) {
      const failed = await failureOf(body);
      tell({ file, title, failed });
      if (failed !== null) return;
    }
  }
}

/** Beside the thread: passes on what it tells, and ends it when it goes round or waits for ever. */
function watch(files: readonly string[]): void {
  const work = () => process.cpuUsage().user / 1000;
  let last: Pick<Told, 'file' | 'title'> = { file: '', title: 'nothing' };
  let [begun, seen, seenAt] = [work(), work(), performance.now()];
  const end = ({ file, title, failed }: Told) => {
    console.log(JSON.stringify({ file, title, failed }));
    process.exit(1);
  };
  const thread = new Worker(new URL(import.meta.url), { workerData: files });
  thread.on('message', (told: Told) => {
    if (told.failed !== null) return end(told);
    console.log(JSON.stringify(told));
    [last, begun] = [told, work()];
  });
  thread.on('error', (fault) => end({ ...last, failed: String(fault) }));
  // A thread that has nothing left to wait for ends in the middle of a test whose promise never settles, with a code of its own.
  thread.on('exit', (code) => {
    if (code === 0) process.exit(0);
    end({ ...last, title: `after ${last.title}`, failed: 'never settles' });
  });
  setInterval(() => {
    const now = work();
    if (now - begun > WORK) end({ ...last, title: `after ${last.title}`, failed: 'goes round for ever' });
    if (now - seen > 100) [seen, seenAt] = [now, performance.now()];
    else if (performance.now() - seenAt > IDLE)
      end({ ...last, title: `after ${last.title}`, failed: 'waits for ever' });
  }, 500);
}

enableCompileCache();
if (isMainThread) watch(process.argv.slice(2));
else await runAll(workerData as string[], (told) => parentPort?.postMessage(told));

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { until } from '../until.ts';

const LAUNCHER = join(import.meta.dirname, '..', '..', 'bin', 'node.mjs');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'launcher-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

/** The launcher with a script of TypeScript. */
async function launch(source: string, ...args: string[]) {
  const script = join(directory, 'script.ts');
  await writeFile(script, source);
  const child = spawn(process.execPath, [LAUNCHER, '--no-warnings', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (some) => {
    said += some;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return { child, ended, said: () => said };
}

test('a script gets its arguments, and its exit code is that of the launcher', async () => {
  const { ended, said } = await launch(
    'const all: string[] = process.argv.slice(2); console.log(JSON.stringify(all)); process.exit(7);',
    '--port',
    'a b',
  );
  expect(await ended).toBe(7);
  expect(JSON.parse(said())).toEqual(['--port', 'a b']);
});

test('it runs on the Node that came with the dependencies, which is also first on its path', async () => {
  const { ended, said } = await launch(
    "console.log(JSON.stringify([process.execPath, (process.env['PATH'] ?? '').split(':')[0]]));",
  );
  await ended;
  const [node, first] = JSON.parse(said());
  expect(dirname(node)).toBe(first);
  expect(node).toMatch(/node_modules.node-(bin-)?\w+-\w+.bin.node(\.exe)?$/);
});

test('a signal reaches the script, and the launcher ends with it', async () => {
  const { child, ended, said } = await launch(
    "process.on('SIGTERM', () => { console.log('asked'); process.exit(5); }); setInterval(() => {}, 1000); console.log('ready');",
  );
  await until('the script', () => said().includes('ready'));
  child.kill('SIGTERM');
  expect(await ended).toBe(5);
  expect(said()).toContain('asked');
});

test('a script that a signal has ended gives the exit code of shells', async () => {
  const { ended } = await launch("process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);");
  expect(await ended).toBe(128 + 9);
});

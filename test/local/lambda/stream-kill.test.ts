import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from '../../../local/stack.ts';
import { startSources } from '../../../local/start-sources.ts';
import { until } from '../../until.ts';
import { startFed } from './fed-function.ts';

test('a cloud that is killed again and again while it writes and projects loses no record and keeps their order', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'stream-kill-'));
  const file = join(directory, 'projected');
  const answered: number[] = [];
  const projected = async () =>
    (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number);
  for (let kills = 0; kills < 4; kills += 1) {
    const script = join(import.meta.dirname, 'stream-writer.ts');
    const cloud = spawn(process.execPath, [
      '--no-warnings',
      script,
      directory,
      file,
      `${1 + kills * 100_000}`,
    ]);
    let said = '';
    cloud.stdout.on('data', (some) => {
      said += some;
    });
    const before = (await projected()).length;
    await until('records to be projected', async () => (await projected()).length > before + 50);
    cloud.kill('SIGKILL');
    await once(cloud, 'close');
    // The last line may be cut off.
    answered.push(...said.split('\n').slice(0, -1).map(Number));
  }
  const stack = new Stack();
  try {
    const { parts } = await startFed(directory, file, stack);
    await startSources(parts, stack);
    const last = answered.at(-1) ?? 0;
    await until('the last record', async () => (await projected()).some((n) => n >= last));
  } finally {
    await stack.unwind();
  }
  const first = [...new Set(await projected())];
  expect(first).toEqual(first.toSorted((a, b) => a - b));
  expect(answered.filter((n) => !first.includes(n))).toEqual([]);
  await rm(directory, { recursive: true, force: true });
});

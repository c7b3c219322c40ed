import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '../../until.ts';
import { cleanUp, isAlive, writeBundle } from './bundle.ts';

const FUNCTION = join(import.meta.dirname, '../../../local/lambda/function.ts');

afterEach(cleanUp);

test('Environments die with a host that is killed, idle or in a busy loop', async () => {
  const directory = await writeBundle(
    `export const handler = async (loop) => { console.log(process.pid); while (loop); };`,
  );
  const host = spawn(
    process.execPath,
    [
      '--input-type=module',
      '--eval',
      `import { createFunction } from ${JSON.stringify(FUNCTION)};
       const fn = createFunction({ name: 'probe', directory: ${JSON.stringify(directory)}, handler: 'index.handler',
         timeoutMs: 60_000, memoryMb: 128, maxConcurrency: 2, log: (line) => console.log(line) });
       await Promise.race([fn.invoke('true'), fn.invoke('false')]);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const pids: number[] = [];
  createInterface({ input: host.stdout }).on('line', (line) => pids.push(Number(line)));
  await until('both processes', () => pids.length === 2);
  expect(pids.every(isAlive)).toBe(true);
  host.kill('SIGKILL');
  await once(host, 'exit');
  await until('both processes to be gone', () => !pids.some(isAlive));
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttpServer } from '../http-server.ts';

test('a start whose output is not read any more ends in order, and says why', async () => {
  await using taken = await startHttpServer(() => undefined);
  const data = await mkdtemp(join(tmpdir(), 'unread-'));
  try {
    const { port } = new URL(taken.endpoint);
    const args = [
      '--no-warnings',
      'bin/start.ts',
      '--no-samples',
      '--port',
      port,
      '--data',
      join(data, 'data'),
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    const [code] = await once(child, 'close');
    expect({ said, code }).toEqual({
      said: expect.stringMatching(/^Port \d+ of the API is in use/),
      code: 1,
    });
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});

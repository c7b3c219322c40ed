import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { mustHavePorts } from '../../bin/free-ports.ts';
import { close } from '../http-server.ts';

/** Systems give out ports above these by themselves, so that no other test gets one of them meanwhile. */
const FIRST = 20_000;
const COUNT = 10_000;

/** The first of three ports that no program listens on, as far as the next moment goes. */
let first: number;
const listening: Server[] = [];
beforeEach(async () => {
  for (;;) {
    first = FIRST + Math.floor(Math.random() * COUNT);
    const tried = await Promise.all([0, 1, 2].map((after) => listenOn(first + after)));
    const there = tried.filter((server) => server !== undefined);
    await Promise.all(there.map(close));
    if (there.length === 3) return;
  }
});
afterEach(() => Promise.all(listening.splice(0).map(close)));

async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  return await once(server, 'listening').then(
    () => server,
    () => undefined,
  );
}

/** Has another program take a port. */
async function take(port: number): Promise<number> {
  const server = await listenOn(port);
  if (!server) throw new Error(`port ${port} was free a moment ago`);
  listening.push(server);
  return port;
}

test('a used port of the API is named with --port, --sample-port, --no-samples and --data', async () => {
  const taken = await take(first);
  await expect(mustHavePorts({ port: taken, samplePort: 0, samples: true })).rejects.toThrow(
    `Port ${taken} of the API is in use by another program, perhaps an embedded cloud that runs already: choose another with ` +
      'npm start -- --port N; a second cloud beside the first also needs --sample-port N, or --no-samples, and --data DIR',
  );
});

test.each([
  [0, 'the sample app'],
  [1, 'the sample mail server'],
  [2, 'the sample graph'],
])('a used port %i after --sample-port is named as that of %s, with both options', async (after, what) => {
  const taken = await take(first + after);
  const used = mustHavePorts({ port: 0, samplePort: first, samples: true });
  await expect(used).rejects.toThrow(
    `Port ${taken} of ${what} is in use by another program, perhaps an embedded cloud that runs already: choose others with ` +
      'npm start -- --sample-port N, or start without samples with --no-samples',
  );
});

test('without samples their ports are not looked at', async () => {
  const taken = await take(first);
  await mustHavePorts({ port: 0, samplePort: taken, samples: false });
});

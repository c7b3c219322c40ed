import { createServer, type Server } from 'node:net';
import { mustHavePorts } from '../../bin/free-ports.ts';
import { close, listen } from '../http-server.ts';

let other: Server;
let taken: number;
beforeEach(async () => {
  other = createServer();
  taken = Number(new URL(await listen(other)).port);
});
afterEach(() => close(other));

test('a used port of the API is named with --port, --sample-port, --no-samples and --data', async () => {
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
  const used = mustHavePorts({ port: 0, samplePort: taken - after, samples: true });
  await expect(used).rejects.toThrow(
    `Port ${taken} of ${what} is in use by another program, perhaps an embedded cloud that runs already: choose others with ` +
      'npm start -- --sample-port N, or start without samples with --no-samples',
  );
});

test('without samples their ports are not looked at', async () => {
  await mustHavePorts({ port: 0, samplePort: taken, samples: false });
});

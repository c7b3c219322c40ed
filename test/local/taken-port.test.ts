import { createServer, type Server } from 'node:net';
import config from '../../ductape.config.ts';
import { SAMPLE_PORTS } from '../../examples/ports.ts';
import { reaching, startTargets } from '../../examples/targets.ts';
import { mustBeFree, PortTakenError } from '../../local/taken-port.ts';
import { parseConfig } from '../../namespaces/config-registry.ts';
import { close, listen } from '../http-server.ts';

describe('a port that another program listens on', () => {
  let other: Server;
  let port: number;
  beforeEach(async () => {
    other = createServer();
    port = Number(new URL(await listen(other)).port);
  });
  afterEach(() => close(other));

  test('is named with what needs it and what to do', async () => {
    const refused = mustBeFree(port, { of: 'the API', remedy: 'choose another with --port' });
    await expect(refused).rejects.toThrow(PortTakenError);
    await expect(refused).rejects.toThrow(
      `Port ${port} of the API is in use by another program, perhaps an embedded cloud that runs already: choose another with --port`,
    );
  });

  test.each(['app', 'mail', 'graph'] as const)('is named by the samples whose %s needs it', async (name) => {
    const start = startTargets({ app: 0, mail: 0, graph: 0, [name]: port });
    await expect(start).rejects.toThrow(
      new RegExp(`^Port ${port} of the sample [a-z ]+ is in use .*--sample-port N, .*--no-samples$`),
    );
  });
});

test('a free port can be listened on after it was looked at', async () => {
  await mustBeFree(0, { of: 'it', remedy: '' });
});

test('the sample config reaches its targets where they listen', () => {
  const moved = JSON.stringify(reaching(parseConfig(config), { app: 1001, mail: 1002, graph: 1003 }));
  for (const address of ['http://127.0.0.1:1001', 'smtp://127.0.0.1:1002', 'http://127.0.0.1:1003'])
    expect(moved).toContain(address);
  for (const port of Object.values(SAMPLE_PORTS)) expect(moved).not.toContain(`:${port}`);
});

test('ports of the system that begin as those of the samples, or are theirs, stay whole', () => {
  const given = { app: 46112, mail: 46120, graph: 4610 };
  const moved = JSON.stringify(reaching(parseConfig(config), given));
  expect([...moved.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port))).toEqual(
    Object.values(given),
  );
});

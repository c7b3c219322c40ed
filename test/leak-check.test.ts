import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startHttpServer } from './http-server.ts';
import { held, nothingLeft } from './leak-check.ts';
import LeakEnvironment from './leak-environment.ts';

const GRACE_MS = 50;

describe('what a file of tests leaves behind', () => {
  let before: Map<string, number>;
  beforeEach(() => {
    before = held();
  });
  afterEach(() => nothingLeft(before));

  test('is a server that listens, until it is closed', async () => {
    const server = await startHttpServer((_request, response) => response.end());
    await expect(nothingLeft(before, GRACE_MS)).rejects.toThrow('the test left behind: 1 TCPServerWrap');
    await server.close();
    await nothingLeft(before);
  });

  test('is both ends of a connection', async () => {
    const server = await startHttpServer(() => undefined);
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await expect(nothingLeft(before, GRACE_MS)).rejects.toThrow(/\b2 TCPSocketWrap/);
    await server.close();
    await nothingLeft(before);
  });

  test('is a timer, but not one that lets the process end', async () => {
    setTimeout(() => undefined, 60_000).unref();
    await nothingLeft(before, GRACE_MS);
    const timer = setInterval(() => undefined, 60_000);
    await expect(nothingLeft(before, GRACE_MS)).rejects.toThrow('the test left behind: 1 Timeout');
    clearInterval(timer);
  });

  test('is a child process', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await expect(nothingLeft(before, GRACE_MS)).rejects.toThrow('the test left behind: 1 ProcessWrap');
    child.kill('SIGKILL');
  });

  test('fails the file', async () => {
    const config = { projectConfig: { testEnvironmentOptions: {} }, globalConfig: {} };
    const context = { console, docblockPragmas: {}, testPath: '' };
    const environment = new LeakEnvironment(config as never, context);
    await environment.setup();
    const server = await startHttpServer(() => undefined);
    const unhandledErrors: unknown[] = [];
    await environment.handleTestEvent({ name: 'test_done' }, { unhandledErrors }, GRACE_MS);
    expect(unhandledErrors).toEqual([]);
    await environment.handleTestEvent({ name: 'run_finish' }, { unhandledErrors }, GRACE_MS);
    expect(unhandledErrors).toEqual([new Error('the test left behind: 1 TCPServerWrap')]);
    await server.close();
    await environment.teardown();
  });
});

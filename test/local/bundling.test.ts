import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { join } from 'node:path';
import { stop } from 'esbuild';
import { startBundler } from '../../local/bundling.ts';
import { until } from '../until.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'lambdas', 'webhooks', 'lambda.ts');

describe('the bundler', () => {
  const children: ChildProcess[] = [];
  const note = (message: unknown) => void children.push((message as { process: ChildProcess }).process);
  beforeEach(() => {
    children.length = 0;
    subscribe('child_process', note);
  });
  afterEach(() => void unsubscribe('child_process', note));
  const ended = () => children.map(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);

  test('has a process, which is reaped when it is stopped', async () => {
    const bundler = await startBundler();
    const { outputFiles } = await bundler.build({
      stdin: { contents: 'export default 1 + 1' },
      write: false,
    });
    expect(outputFiles).toHaveLength(1);
    expect(ended()).toEqual([false]);
    await bundler.stop();
    expect(ended()).toEqual([true]);
    await bundler.stop();
  });

  test('rejects what it is bundling when it is stopped', async () => {
    const bundler = await startBundler();
    const external = ['ductape-config'];
    const build = bundler.build({
      entryPoints: [ENTRY],
      bundle: true,
      write: false,
      platform: 'node',
      external,
    });
    const refused = expect(build).rejects.toThrow('The bundler is stopped.');
    await bundler.stop();
    await refused;
    expect(ended()).toEqual([true]);
  });

  test('bundles again what another in this process has ended', async () => {
    const bundler = await startBundler();
    const external = ['ductape-config'];
    const build = bundler.build({
      entryPoints: [ENTRY],
      bundle: true,
      write: false,
      platform: 'node',
      external,
      logLevel: 'silent',
    });
    await until('the process', () => children.length > 0);
    await stop();
    expect((await build).outputFiles).toHaveLength(1);
    expect(children).toHaveLength(2);
    await bundler.stop();
    expect(ended()).toEqual([true, true]);
  });
});

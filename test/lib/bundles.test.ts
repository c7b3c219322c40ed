import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App, Stage } from 'aws-cdk-lib';
import { Env } from '../../lambdas/environment.ts';
import { JobSchedulerStack } from '../../lib/job-scheduler-stack.ts';
import { EVERY_PROVIDER } from './every-provider.ts';

describe('the bundles', () => {
  const app = new App({ context: { 'aws:cdk:enable-asset-metadata': true } });
  const stack = new JobSchedulerStack(app, 'Bundled', { config: EVERY_PROVIDER });
  const assembly = Stage.of(stack)?.synth();
  const template = assembly?.getStackByName('Bundled').template;
  const files = Object.entries<{ Type: string; Metadata: Record<string, string> }>(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, { Metadata }]) => [
      id.replace(/^Jobs(\w+)Function.*$/, '$1'),
      join(assembly?.directory ?? '', String(Metadata['aws:asset:path']), 'index.mjs'),
    ]);

  test('are five', () => {
    expect(files.map(([name]) => name).sort()).toEqual([
      'DeadLetter',
      'Dispatch',
      'Executor',
      'Projector',
      'WebhookSender',
    ]);
  });

  test.each(files)(
    '%s loads as an ES module with nothing beside it, and exports a handler',
    (_name, file = '') => {
      const names = Object.values(Env)
        .filter((name) => name !== Env.deployedValues)
        .map((name) => [name, '1']);
      const env = { ...Object.fromEntries(names), AWS_REGION: 'us-east-1' };
      const script = `import(${JSON.stringify(file)}).then((module) => console.log(typeof module.handler))`;
      expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env }).trim()).toBe(
        'function',
      );
    },
  );

  test.each(files)(
    '%s has a source map beside it that names its sources and does not hold them',
    (_name, file = '') => {
      const map = JSON.parse(readFileSync(`${file}.map`, 'utf8'));
      expect(map.sources).toEqual(
        expect.arrayContaining([expect.stringMatching(/lambdas\/[\w-]+\/lambda\.ts$/)]),
      );
      expect(map.sourcesContent).toBeUndefined();
    },
  );

  test('of the executor has the code of its threads beside it, which knows neither the config nor the engine', () => {
    const [, executor = ''] = files.find(([name]) => name === 'Executor') ?? [];
    const thread = join(dirname(executor), 'thread.mjs');
    const script = `new (require('node:worker_threads').Worker)(${JSON.stringify(thread)}).on('online', () => process.exit(7))`;
    expect(() => execFileSync(process.execPath, ['-e', script])).toThrow(
      expect.objectContaining({ status: 7 }),
    );
    const map = JSON.parse(readFileSync(`${thread}.map`, 'utf8'));
    expect(
      map.sources.filter((source: string) =>
        /core\/(jobs|usecases)|adapters\/aws\/dynamo|config\.mjs/.test(source),
      ),
    ).toEqual([]);
  });

  test('ship the config beside the code of those that read it, and of no others', () => {
    const holders = files.filter(([, file = '']) => {
      const config = join(dirname(file), 'config.mjs');
      return existsSync(config) && readFileSync(config, 'utf8').includes('https://mail.example.com');
    });
    expect(holders.map(([name]) => name).sort()).toEqual(['Dispatch', 'Executor', 'Projector']);
  });
});

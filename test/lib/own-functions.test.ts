import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { FunctionResource } from '../../contract/resources/shared.ts';
import { Env } from '../../lambdas/environment.ts';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { placeExternals } from '../../lib/own-function-bundle.ts';
import { bundleError } from '../../lib/own-function-check.ts';
import { ownCode } from '../../lib/own-functions.ts';
import { propertiesOf, quickApp, statementsOf } from './synth.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'own-'));
  writeFileSync(
    join(folder, 'report.ts'),
    'export default async (input: { to: string }) => ({ sent: input.to });\n',
  );
  writeFileSync(join(folder, 'broken.ts'), 'export default async (input) => {\n  return ((;\n};\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configOf = (report: FunctionResource) => ({
  products: { shop: { envs: { prd: { workflows: { report } } } } },
});

/** A template with one own function. */
function templateOf(report: FunctionResource) {
  const stack = new Stack(quickApp(), 'Test');
  new JobScheduler(stack, 'Jobs', { config: configOf(report) });
  return Template.fromStack(stack);
}

/** A function of that code, bundled as it is for a deployment. */
function bundled(app: App, report: FunctionResource) {
  const code = ownCode('products.shop.envs.prd.workflows.report', report);
  return new LambdaFunction(new Stack(app, 'Bundled'), 'Function', {
    code,
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });
}

const own = (changes: Partial<FunctionResource> = {}): FunctionResource => ({
  provider: 'function',
  entry: join(folder, 'report.ts'),
  ...changes,
});

describe('an own function of the config', () => {
  test('is a function with what the config says of it, a log of its own, and leave to dispatch the next job', () => {
    const template = templateOf(
      own({ memory: 1024, timeout: 300, environment: { MODE: 'fast' }, secrets: ['API_KEY'] }),
    );
    const made = propertiesOf(template, 'AWS::Lambda::Function')['JobsOwnshopprdworkflowsreportFunction'];
    expect(made).toMatchObject({
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      MemorySize: 1024,
      Timeout: 300,
      RecursiveLoop: 'Allow',
      Environment: {
        Variables: { MODE: 'fast', [Env.ownSecrets]: '["API_KEY"]', NODE_OPTIONS: '--enable-source-maps' },
      },
      LoggingConfig: { LogGroup: '<JobsOwnshopprdworkflowsreportLogs>' },
    });
  });

  test('may write its log and read its secrets, and nothing else', () => {
    const statements = statementsOf(
      templateOf(own({ secrets: ['API_KEY', 'DB#password'] })),
      'JobsOwnshopprdworkflowsreportRole',
    );
    expect(statements.map(({ sid, actions }) => [sid, actions])).toEqual([
      ['Logs', ['logs:CreateLogStream', 'logs:PutLogEvents']],
      ['ReadSecrets', ['secretsmanager:GetSecretValue']],
    ]);
    expect(statements[1]?.resources).toEqual([
      expect.stringMatching(/secret:API_KEY-\?{6}$/),
      expect.stringMatching(/secret:DB-\?{6}$/),
    ]);
    expect(
      statementsOf(templateOf(own()), 'JobsOwnshopprdworkflowsreportRole').map(({ sid }) => sid),
    ).toEqual(['Logs']);
  });

  test('is given by its place in the config, to be permitted more, and a place without one is named', () => {
    const stack = new Stack(quickApp(), 'Given');
    const { ownFunctions } = new JobScheduler(stack, 'Jobs', { config: configOf(own()) });
    const { functionArn } = ownFunctions.of('shop', 'prd', 'workflows', 'report');
    expect(stack.resolve(functionArn)['Fn::GetAtt'][0]).toMatch(/^JobsOwnshopprdworkflowsreportFunction/);
    expect(() => ownFunctions.of('shop', 'prd', 'actions', 'report')).toThrow(
      'products.shop.envs.prd.actions.report is not an own function: the config has products.shop.envs.prd.workflows.report',
    );
  });

  test('may be invoked by the runs of its product and env, and by the engine itself not', () => {
    const template = templateOf(own());
    const invoke = statementsOf(template, 'JobsScopesshopprd').filter(({ sid }) => sid === 'InvokeFunctions');
    expect(invoke).toMatchObject([
      { actions: ['lambda:InvokeFunction'], resources: ['<JobsOwnshopprdworkflowsreportFunction.Arn>'] },
    ]);
    const engine = statementsOf(template, 'JobsExecutorRole').flatMap(({ actions }) => actions);
    expect(engine).not.toContain('lambda:InvokeFunction');
  });

  test('is bundled below cdk.out into code that runs with nothing beside it', async () => {
    const outdir = mkdtempSync(join(tmpdir(), 'cdk-'));
    try {
      const app = new App({ outdir });
      bundled(app, own());
      app.synth();
      const [asset = ''] = readdirSync(outdir).filter((name) => name.startsWith('asset.'));
      const path = join(outdir, asset, 'index.mjs');
      const { handler } = await import(path);
      const event = { input: { to: 'ann' }, deadline: Date.now() + 1000 };
      expect(await handler(event, { getRemainingTimeInMillis: () => 1000 })).toEqual({ sent: 'ann' });
      expect(JSON.parse(readFileSync(`${path}.map`, 'utf8')).sourcesContent).toBeUndefined();
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  });
});

describe('an own function that cannot be one is refused with its line', () => {
  const line = 'products.shop.envs.prd.workflows.report';
  test.each([
    ['whose file is not there', { entry: 'none.ts' }, /report\.entry: there is no file .*none\.ts/],
    [
      'whose module lacks the export',
      { handler: 'daily' },
      /report\.handler: .*report\.ts exports no "daily"/,
    ],
    [
      'that cannot be read',
      { entry: 'broken.ts' },
      /report\.entry: .*broken\.ts cannot be bundled: .* \(.*broken\.ts:2\)/,
    ],
    [
      'whose package is not installed',
      { external: ['no-such-package'] },
      /the package no-such-package is not installed/,
    ],
  ])('%s', (_what, { entry, ...changes }: Partial<FunctionResource>, message) => {
    const report = own({ ...changes, ...(entry !== undefined && { entry: join(folder, entry) }) });
    expect(() => bundled(new App(), report)).toThrow(message);
  });

  test('what kept it from being bundled is told without errors of the bundler too', () => {
    expect(bundleError(line, own({ entry: '/x.ts' }), new Error('no space')).message).toBe(
      `${line}.entry: /x.ts cannot be bundled: Error: no space`,
    );
  });
});

test('a package outside of the bundle is beside it with all that it depends on', () => {
  const packages = { outer: { inner: '1' }, inner: {}, unused: {} };
  for (const [name, dependencies] of Object.entries(packages)) {
    const path = join(folder, 'node_modules', name);
    mkdirSync(join(path, 'node_modules', 'stale'), { recursive: true });
    const optionalDependencies = { absent: '1' };
    writeFileSync(join(path, 'package.json'), JSON.stringify({ name, dependencies, optionalDependencies }));
  }
  const to = mkdtempSync(join(tmpdir(), 'externals-'));
  try {
    placeExternals(own({ external: ['outer/lib/part.js'] }), to, 'copy');
    const has = (path: string) => existsSync(join(to, 'node_modules', path));
    expect(
      ['outer/package.json', 'inner/package.json', 'unused', 'absent', 'outer/node_modules'].filter(has),
    ).toEqual(['outer/package.json', 'inner/package.json']);
  } finally {
    rmSync(to, { recursive: true, force: true });
  }
});

import { ok } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { ROOT } from '../packages.ts';
import { Project } from '../project.ts';

/** The stack of a user: a queue and a function of its own, which jobs reach by tokens. */
const STACK = `
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { defineConfig, JobScheduler } from '@ductape-scheduler/construct';

export class STACK_CLASS extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const queue = new Queue(this, 'Orders');
    const inline = {
      code: Code.fromInline('exports.handler = async () => 1;'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    };
    const report = new LambdaFunction(this, 'Report', inline);
    const shop = new LambdaFunction(this, 'Shop', inline);
    const config = defineConfig({
      products: {
        shop: {
          envs: {
            prd: {
              events: { orders: { provider: 'sqs', topics: { placed: { queueArn: queue.queueArn } } } },
              workflows: {
                report: { provider: 'lambda', functionArn: report.functionArn },
                ...(process.env.OWN && { own: { provider: 'function' as const, entry: './lib/own.ts' } }),
              },
            },
          },
        },
      },
    });
    const jwt = { issuer: 'https://login.example.com/', audience: ['jobs'], dashboard: { clientId: 'page' } };
    const jobs = new JobScheduler(this, 'Jobs', { config, ...(process.env.SIGN_IN && { jwt }) });
    jobs.grantDispatch(shop);
  }
}
`;

const OWN_SOURCE = `export default async (input: { to: string }) => ({ sent: input.to });\n`;

/** An app as `cdk init` makes it, whose stack holds the construct. */
export async function checkConstruct(tarballs: Tarballs): Promise<void> {
  const project = new Project('shop');
  const cdk = join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk');
  const [name, file] = await initialize(project, cdk);
  await project.install(...tarballsOf(tarballs, 'construct', 'contract'));
  const stack = readFileSync(join(project.folder, file), 'utf8');
  const stackClass = /export class (\w+)/.exec(stack)?.[1] ?? '';
  project.write({ [file]: STACK.replace('STACK_CLASS', stackClass), 'lib/own.ts': OWN_SOURCE });
  await project.run(process.execPath, [cdk, 'synth', '--quiet']);
  console.log(
    `A default CDK app with the construct is synthesized (${functionsOf(project)} functions without a token).`,
  );

  // tsx, which the default app comes with, brings esbuild along; a program that is compiled before does without.
  const compile = ['--noEmit', 'false', '--declaration', 'false', '--outDir', 'compiled'];
  await project.run(process.execPath, [project.installed('typescript/bin/tsc'), ...compile]);
  const synth = [cdk, 'synth', '--quiet', '--app', `node compiled/bin/${name}.js`];
  const hidden = ['esbuild', '@esbuild']
    .map((each) => project.installed(each))
    .filter((path) => existsSync(path));
  for (const path of hidden) renameSync(path, `${path}-hidden`);
  await project.run(process.execPath, synth, { SIGN_IN: 'yes' });
  ok(pagesIn(project) === 1, 'expected the dashboard beside the code of one function');
  console.log('The same without esbuild, with the dashboard in the dispatch function.');

  const own = () => project.run(process.execPath, synth, { OWN: 'yes' });
  const refused = await own().then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
  ok(refused.includes('npm install --save-dev esbuild'), refused);
  for (const path of hidden) renameSync(`${path}-hidden`, path);
  rmSync(join(project.folder, 'cdk.out'), { recursive: true, force: true });
  await own();
  console.log(
    `With an own function: asks for esbuild, and bundles with it (${functionsOf(project)} functions).`,
  );
}

/** The name of the app and the file of its stack. */
async function initialize(project: Project, cdk: string): Promise<[string, string]> {
  project.clear();
  await project.run(process.execPath, [cdk, 'init', 'app', '--language', 'typescript', '--generate-only']);
  const file = readdirSync(join(project.folder, 'lib')).find((each) => each.endsWith('-stack.ts')) ?? '';
  return [file.replace(/-stack\.ts$/, ''), join('lib', file)];
}

/** How many functions have the files of the dashboard. */
function pagesIn({ folder }: Project): number {
  const out = join(folder, 'cdk.out');
  return readdirSync(out).filter((each) => existsSync(join(out, each, 'web', 'index.html'))).length;
}

/** How many functions were synthesized. @throws Error naming a file of one that holds a token of the CDK */
function functionsOf({ folder }: Project): number {
  const out = join(folder, 'cdk.out');
  const assets = readdirSync(out).filter(
    (each) => each.startsWith('asset.') && statSync(join(out, each)).isDirectory(),
  );
  for (const asset of assets)
    for (const path of readdirSync(join(out, asset), { recursive: true, encoding: 'utf8' }))
      if (/\.[cm]?js$/.test(path))
        ok(
          !readFileSync(join(out, asset, path), 'utf8').includes('${Token['),
          `${asset}/${path} holds a token`,
        );
  const built = assets.filter((asset) => existsSync(join(out, asset, 'index.mjs')));
  ok(built.length >= 4, `expected the four functions of the construct, got ${built.length}`);
  // The next synthesis begins with none.
  rmSync(out, { recursive: true });
  return built.length;
}

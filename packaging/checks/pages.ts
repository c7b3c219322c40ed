import { match, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { ROOT } from '../packages.ts';
import { Project } from '../project.ts';

/** Starts the embedded cloud with an app that takes charges, and tells what came of the jobs of the snippets. */
const CLOUD = `
import { createServer } from 'node:http';
import { startCloud } from '@ductape-scheduler/cloud';
import config from './ductape.config.ts';
const charges: string[] = [];
const app = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  charges.push(text);
  response.end('{}');
}).listen(0, '127.0.0.1');
await new Promise((listening) => app.once('listening', listening));
const { payments } = config.products.shop.envs.dev.actions;
payments.baseUrl = 'http://127.0.0.1:' + (app.address() as { port: number }).port;
const cloud = await startCloud({ config, dataDirectory: '.ductape/pages' });
try {
  const ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
  SNIPPETS
  const all = async () => (await ductape.jobs.list()).jobs;
  for (let waited = 0; waited < 300 && (await all()).some(({ status }) => ['queued', 'running'].includes(status)); waited += 1)
    await new Promise((over) => setTimeout(over, 100));
  const jobs = await all();
  const told = jobs.map(({ target, status, name }) => [name ?? target, status].join(' '));
  console.log(JSON.stringify([...new Set([...told, ...charges])].sort()));
} finally {
  await cloud.stop();
  app.close();
}`;

/** The snippets of pages that are programs, as an app of its own has them: with the client by its package, at the cloud that there is. */
export async function checkPages(tarballs: Tarballs): Promise<void> {
  const project = new Project('pages', { type: 'module' });
  const packages = ['testing', 'cloud', 'construct', 'client', 'contract'];
  await project.install('expect@30.5.2', ...tarballsOf(tarballs, ...packages));
  const snippets = [
    snippet('docs/calling.md', "from 'ductape-scheduler/sdk'"),
    snippet('docs/calling.md', 'schedules.upsert'),
    snippet('docs/own-functions.md', 'dispatch<typeof sendReport>'),
    snippet('sdk/README.md', 'new Ductape'),
  ];
  project.write({
    'src/jobs/send-report.ts': snippet('docs/own-functions.md', 'defineJob'),
    'ductape.config.ts': configWith(snippet('docs/own-functions.md', "provider: 'function'")),
    'snippets.ts': programOf(snippets),
    'testing-page.ts': `import { expect } from 'expect';\n${snippet('docs/testing.md', 'startCloud')}`,
    'kit-readme.test.ts': snippet('testing/README.md', 'startCloud'),
  });
  const newest = (await nodes()).at(-1);
  ok(newest);
  const run = (...args: string[]) => project.run(newest.path, ['--no-warnings', ...args]);
  await run('testing-page.ts');
  match(await run('--test', 'kit-readme.test.ts'), /pass 1\b/);
  const said = (await run('snippets.ts')).trim().split('\n').at(-1) ?? '';
  for (const told of [
    'daily-report scheduled',
    'send-report scheduled',
    'charge completed',
    'charge scheduled',
  ])
    ok(said.includes(told), `${told} is not in ${said}`);
  ok(said.includes('{\\"amount\\":5}'), said);
  console.log(`${snippets.length + 4} snippets of pages run as they stand: ${said}`);
}

/** The one block of TypeScript of a page that has a text. @throws Error where there is none, or another too */
function snippet(page: string, having: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const [found, ...others] = blocks.filter((block) => block.includes(having));
  if (found === undefined || others.length > 0)
    throw new Error(`${page} has ${others.length + (found === undefined ? 0 : 1)} blocks with ${having}`);
  return found;
}

/** A config with a fragment of the page about own functions, and what the other pages name. */
function configWith(workflows: string): string {
  return `export default { products: { shop: { envs: { dev: {
    actions: { payments: { provider: 'http' as const, baseUrl: 'http://127.0.0.1:1', events: { charge: { method: 'POST' as const, path: '/' } } } },
    ${workflows.replace('workflows: {', "workflows: {\n  report: { provider: 'function' as const, entry: './src/jobs/send-report.ts' },")}
  } } } } };\n`;
}

/** Each snippet in a scope of its own, and what they import at the top, once. */
function programOf(snippets: readonly string[]): string {
  const own = snippets.map((text) =>
    text
      .replaceAll("'ductape-scheduler/sdk'", "'@ductape-scheduler/client'")
      .replaceAll("'http://127.0.0.1:4600'", 'cloud.url'),
  );
  const imports = new Set(own.flatMap((text) => text.match(/^import .*$/gm) ?? []));
  const bodies = own.map((text) => `{\n${text.replaceAll(/^import .*$/gm, '')}}`);
  return `${[...imports].join('\n')}\n${CLOUD.replace('SNIPPETS', () => bodies.join('\n'))}`;
}

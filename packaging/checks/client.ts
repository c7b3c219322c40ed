import { strictEqual as equal, ok } from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project } from '../project.ts';
import { type Stub, startStub } from '../stub.ts';

/** What the client may come to, installed. */
const MOST = { packages: 2, bytes: 1_000_000 };

const DISPATCH = `
  const ductape = new Ductape({ endpoint: process.env.ENDPOINT, product: 'shop', env: 'dev' });
  const dispatched = ductape.actions.dispatch({ app: 'payments', event: 'charge', input: { amount: 5 } });`;
const TELL = `dispatched.then(({ job_id }) => console.log(job_id, typeof defineJob, typeof defineConfig));`;

/** The same program as a module of each kind. */
const PROGRAMS = {
  'esm.mjs': `import { defineConfig, defineJob, Ductape } from '@ductape-scheduler/client';${DISPATCH}${TELL}`,
  'cjs.cjs': `const { defineConfig, defineJob, Ductape } = require('@ductape-scheduler/client');${DISPATCH}${TELL}`,
};

/** Callers that need a package which is not installed. */
const LACKING = {
  '@aws-sdk/client-lambda': `{ functionName: 'dispatch', region: 'eu-west-1' }`,
  '@aws-sdk/credential-provider-node': `{ endpoint: 'https://example.com', region: 'eu-west-1' }`,
};

const EXPRESS = `
  const express = require('express');
  const { Ductape } = require('@ductape-scheduler/client');
  const ductape = new Ductape({ endpoint: process.env.ENDPOINT, product: 'shop', env: 'dev' });
  const app = express().use(express.json());
  app.post('/orders', async (req, res) => {
    res.status(202).json(await ductape.actions.dispatch({ app: 'payments', event: 'charge', input: req.body }));
  });
  const server = app.listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + server.address().port + '/orders';
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: '{"amount":7}' });
    console.log(answer.status, JSON.stringify(await answer.json()));
    process.exit();
  });`;

/** Installs the client alone, and imports it as programs of all kinds do. */
export async function checkClient(tarballs: Tarballs): Promise<void> {
  using stub = await startStub();
  const client = tarballsOf(tarballs, 'client', 'contract');
  const project = new Project('client');
  await project.install(...client);
  const { packages, bytes } = project.size();
  console.log(`The client installed: ${packages} packages, ${Math.round(bytes / 1000)} KB.`);
  ok(packages <= MOST.packages && bytes < MOST.bytes, `the client may have ${JSON.stringify(MOST)}`);

  project.write(PROGRAMS);
  for (const { version, path } of await nodes()) {
    for (const name of Object.keys(PROGRAMS)) {
      const said = await project.run(path, [name], { ENDPOINT: stub.endpoint });
      equal(said.trim(), 'job_1 function function', `${name} on ${version}`);
    }
    console.log(`The client imported as ESM and CommonJS on Node ${version}: both dispatch.`);
  }
  await checkLacking(project);
  await checkWithoutNode(project, stub);
  await checkExpress(client, stub);
}

async function checkLacking(project: Project): Promise<void> {
  for (const [name, options] of Object.entries(LACKING)) {
    const program = `import { Ductape } from '@ductape-scheduler/client';
      new Ductape(${options}).jobs.get('job_01J00000000000000000000000').catch(({ message }) => console.log(message));`;
    project.write({ 'lacking.mjs': program });
    const said = await project.run(process.execPath, ['lacking.mjs']);
    ok(said.trim().endsWith(`npm install ${name}`), said);
  }
  console.log('The client without the AWS packages: says which one to install.');
}

/** Runs it where there is nothing but what the web has, as on the edge. */
async function checkWithoutNode(project: Project, stub: Stub): Promise<void> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { Ductape } from '@ductape-scheduler/client';
        const ductape = new Ductape({ endpoint, token: () => 'current', product: 'shop', env: 'dev' });
        globalThis.answer = ductape.actions.dispatch({ app: 'payments', event: 'edge', input: {} });`,
      resolveDir: project.folder,
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    logLevel: 'error',
    logOverride: { 'unsupported-dynamic-import': 'silent' },
  });
  const web = { fetch, URL, AbortSignal, performance, setTimeout };
  const context: Record<string, unknown> = { ...web, endpoint: stub.endpoint };
  runInNewContext(outputFiles[0]?.text ?? '', context);
  equal(((await context['answer']) as { job_id: string }).job_id, 'job_1');
  equal(stub.authorizations.at(-1), 'Bearer current');
  console.log(`The client without Node's modules: dispatches with a token.`);
}

async function checkExpress(client: string[], stub: Stub): Promise<void> {
  const project = new Project('express');
  await project.install('express@5.3.0', ...client);
  project.write({ 'server.cjs': EXPRESS });
  const said = await project.run(process.execPath, ['server.cjs'], { ENDPOINT: stub.endpoint });
  ok(said.startsWith('202 {"job_id":"job_1"'), said);
  equal(JSON.stringify(stub.bodies.at(-1)).includes('"amount":7'), true);
  console.log('An Express app dispatches.');
}

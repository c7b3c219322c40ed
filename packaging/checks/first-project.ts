import { equal, ok, rejects } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Node, nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project, userEnvironment } from '../project.ts';

/** A job of the first project, dispatched by the command line. */
const DISPATCH = ['dispatch', 'workflows', '--product', 'app', '--env', 'dev', '--json', '--data'];
const HELLO = '{"workflow":"hello","input":{"name":"Ann"}}';

/** After `npm init` in an empty folder: the command line writes a project, whose test is green and which the embedded cloud serves. */
export async function checkFirstProject(tarballs: Tarballs): Promise<void> {
  const project = new Project('first');
  project.clear();
  await project.run('npm', ['init', '--yes']);
  await project.install(
    ...tarballsOf(tarballs, 'cli', 'cloud', 'testing', 'client', 'construct', 'contract'),
  );
  const { packages, bytes } = project.size();
  console.log(
    `The command line, the embedded cloud and the kit for tests installed: ${packages} packages, ${Math.round(bytes / 1e6)} MB.`,
  );
  const [oldest] = await nodes();
  ok(oldest);
  const onNode = { PATH: `${oldest.folder}:${process.env['PATH']}` };
  await project.run('npx', ['--no-install', 'ductape', 'init'], onNode);
  const said = await project.run('npm', ['test'], onNode);
  ok(/pass 1\b/.test(said) && /fail 0\b/.test(said), said);
  console.log(`npx ductape init, then npm test on Node ${oldest.version}: green.`);
  const unreached = project.run(
    'npx',
    ['--no-install', 'ductape', 'list', '--endpoint', 'http://127.0.0.1:1'],
    onNode,
  );
  await rejects(unreached, /`npx ductape dev` serves http:\/\/127\.0\.0\.1:4600/);
  await checkDev(project, oldest);
}

/** `ductape ui` serves the page that came with the command line, and hands its calls on to the API. */
async function checkUi(node: string, ductape: string, endpoint: string): Promise<void> {
  const ui = spawn(node, [ductape, 'ui', '--endpoint', endpoint], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [said] = await once(ui.stdout, 'data');
    const first = new URL(String(said).trim());
    ok((await (await fetch(first)).text()).includes('<div id="app">'), `there is no dashboard at ${first}`);
    const headers = { authorization: `Bearer ${first.pathname.split('/').at(-1)}` };
    equal((await fetch(new URL('/v1/me', first), { headers })).status, 200);
    equal((await fetch(new URL('/v1/me', first))).status, 401);
    console.log(
      'npx ductape ui: serves the dashboard over an API, to a browser that has the address it writes.',
    );
  } finally {
    const ended = once(ui, 'exit');
    ui.kill('SIGTERM');
    await ended;
  }
}

/** `ductape dev` says where it listens, takes a job and ends by a signal. */
async function checkDev({ folder }: Project, { path, folder: bin }: Node): Promise<void> {
  const ductape = `${folder}/node_modules/@ductape-scheduler/cli/dist/esm/ductape.js`;
  const env = { ...userEnvironment(), PATH: `${bin}:${process.env['PATH']}` };
  const child = spawn(path, [ductape, 'dev', '--port', '0'], { cwd: folder, env });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  try {
    for await (const chunk of child.stdout) {
      text += chunk;
      if (text.includes('Try:')) break;
    }
    const endpoint = /Listening on (\S+)/.exec(text)?.[1];
    ok(endpoint, `ductape dev said:\n${text}`);
    const page = await (await fetch(endpoint)).text();
    ok(page.includes('<div id="app">'), `there is no dashboard at ${endpoint}:\n${page}`);
    const dispatched = new Project('caller');
    const args = [ductape, ...DISPATCH, HELLO, '--endpoint', endpoint];
    equal(JSON.parse(await dispatched.run(path, args)).status, 'queued');
    await checkUi(path, ductape, endpoint);
    console.log(
      'npx ductape dev: starts with the config of the folder, shows the dashboard, and takes a job of ductape dispatch.',
    );
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    await ended;
  }
}

import { match, ok } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Node, nodes } from '../nodes.ts';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project, userEnvironment } from '../project.ts';
import { readmeArguments, readmeFiles } from '../readme.ts';

/** What the README promises to come, in its order. */
const RESULT = [
  /^Listening on http:\/\/127\.0\.0\.1:\d+$/m,
  /^ {2}report \| It is nine\.$/m,
  /^2026-01-01T09:00:\d\d\.\d{3}Z +workflows +app\/dev +job_\w+ +run 1 due 2026-01-01T09:00:00\.000Z .* completed in /m,
];

/** Does what the README's first screen says, in an empty folder with nothing but its tarballs. */
export async function checkReadme(tarballs: Tarballs): Promise<void> {
  const project = new Project('readme');
  project.clear();
  const [oldest] = await nodes();
  ok(oldest);
  const began = performance.now();
  await project.install(...tarballsOf(tarballs, 'client', 'cli', 'cloud', 'construct', 'contract'));
  const installed = performance.now();
  project.write(readmeFiles());
  await runs(project, oldest);
  const seconds = (from: number, to: number) => `${Math.round((to - from) / 1000)} s`;
  console.log(
    `The README: installed in ${seconds(began, installed)}, and its function ran ${seconds(installed, performance.now())} later.`,
  );
}

/** Starts it as the README does, until its job has run. */
async function runs({ folder }: Project, { path, folder: bin }: Node): Promise<void> {
  const ductape = `${folder}/node_modules/@ductape-scheduler/cli/dist/esm/ductape.js`;
  const args = [ductape, 'dev', ...readmeArguments('npx ductape dev'), '--port', '0'];
  const env = { ...userEnvironment(), PATH: `${bin}:${process.env['PATH']}` };
  const child = spawn(path, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const late = setTimeout(() => child.kill('SIGINT'), 120_000);
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    if (RESULT.every((line) => line.test(text))) child.kill('SIGINT');
  });
  await once(child, 'exit');
  clearTimeout(late);
  for (const line of RESULT) match(text, line);
}

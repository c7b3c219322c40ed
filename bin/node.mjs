// Runs a script with the Node that `npm ci` brings: `node bin/node.mjs [options] SCRIPT [arguments]`. Plain JavaScript, as
// the Node that runs this file may be one of version 20, which reads no TypeScript.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const { platform, arch, execPath, features, argv, env } = process;

/** Where the package for this machine has its Node. npm 10 removes the link to it from `node_modules/.bin`. */
function brought() {
  const machine = `${platform === 'win32' ? 'win' : platform}-${arch}`;
  for (const name of [`node-${machine}`, `node-bin-${machine}`]) {
    try {
      const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
      return join(dirname(manifest), 'bin', platform === 'win32' ? 'node.exe' : 'node');
    } catch {
      // Another name, or no package for this machine.
    }
  }
  return undefined;
}

/** Runs it with the same terminal, and ends as it ends. */
function run(node, otherwise) {
  // What the script starts by name gets the same Node, and it can tell this process from the one that started this one.
  env.PATH = `${dirname(node)}${delimiter}${env.PATH ?? ''}`;
  env.DUCTAPE_LAUNCHER = String(process.pid);
  const child = spawn(node, argv.slice(2), { stdio: 'inherit' });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  child.once('error', otherwise);
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** This process's own Node, where it reads TypeScript by itself. */
function runOwn() {
  if (features.typescript) return run(execPath, refuse);
  refuse();
}

function refuse() {
  console.error(
    `No Node comes with the dependencies for ${platform}-${arch}, and ${execPath} is ${process.version}: use Node 22.18 or later.`,
  );
  process.exit(1);
}

const node = brought();
if (node) run(node, runOwn);
else runOwn();

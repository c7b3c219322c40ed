import { strictEqual as equal } from 'node:assert/strict';
import { type Tarballs, tarballsOf } from '../pack.ts';
import { Project, Unavailable } from '../project.ts';
import { startStub } from '../stub.ts';

/** A runtime beside Node, as the registry has it: a package for each system that holds the program itself. */
interface Runtime {
  version: string;
  /** Its package and the program in it, by platform and architecture. */
  programs: Readonly<Record<string, string>>;
  args: readonly string[];
}

const RUNTIMES: Readonly<Record<string, Runtime>> = {
  Deno: {
    version: '2.9.6',
    programs: {
      'linux-x64': '@deno/linux-x64-glibc/deno',
      'linux-arm64': '@deno/linux-arm64-glibc/deno',
      'darwin-x64': '@deno/darwin-x64/deno',
      'darwin-arm64': '@deno/darwin-arm64/deno',
    },
    // It may reach the network, and read neither files nor the environment.
    args: ['run', '--no-prompt', '--allow-net=127.0.0.1'],
  },
  Bun: {
    version: '1.4.5',
    programs: {
      'linux-x64': '@oven/bun-linux-x64/bin/bun',
      'linux-arm64': '@oven/bun-linux-aarch64/bin/bun',
      'darwin-x64': '@oven/bun-darwin-x64/bin/bun',
      'darwin-arm64': '@oven/bun-darwin-aarch64/bin/bun',
    },
    args: ['run'],
  },
};

/** Has the client dispatch with a token in Deno and Bun; says why where the registry has none for this system. */
export async function checkRuntimes(tarballs: Tarballs): Promise<void> {
  using stub = await startStub();
  const project = new Project('runtimes', { type: 'module' });
  await project.install(...tarballsOf(tarballs, 'client', 'contract'));
  project.write({
    'dispatch.js': `import { Ductape } from '@ductape-scheduler/client';
      const token = async () => 'current';
      const ductape = new Ductape({ endpoint: '${stub.endpoint}', token, product: 'shop', env: 'dev' });
      console.log((await ductape.actions.dispatch({ app: 'payments', event: 'charge', input: {} })).job_id);`,
  });
  for (const [name, { version, args, ...runtime }] of Object.entries(RUNTIMES)) {
    const program = await install(`${name.toLowerCase()}-program`, version, runtime.programs);
    if (typeof program !== 'string') {
      console.log(`${name}: skipped, ${program.reason}.`);
      continue;
    }
    equal((await project.run(program, [...args, 'dispatch.js'])).trim(), 'job_1', name);
    equal(stub.authorizations.at(-1), 'Bearer current', name);
    console.log(`The client in ${name} ${version}: dispatches with a token.`);
  }
}

/** The path of the program, or why there is none. */
async function install(
  folder: string,
  version: string,
  programs: Runtime['programs'],
): Promise<string | { reason: string }> {
  const system = `${process.platform}-${process.arch}`;
  const path = programs[system];
  if (path === undefined) return { reason: `there is none for ${system}` };
  const name = path.split('/').slice(0, 2).join('/');
  const project = new Project(folder);
  try {
    await project.install(`${name}@${version}`);
  } catch (error) {
    if (error instanceof Unavailable) return { reason: `as the registry cannot give it: ${error.message}` };
    throw error;
  }
  return project.installed(path);
}

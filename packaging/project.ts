import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

const made: string[] = [];

/** A new folder outside of the checkout. */
export function freshFolder(name: string): string {
  const outer = realpathSync(mkdtempSync(join(tmpdir(), 'ductape-packages-')));
  made.push(outer);
  const folder = join(outer, name);
  mkdirSync(folder);
  return folder;
}

/** What was made by {@link freshFolder}. */
export const freshFolders = (): readonly string[] => made;

/** What npm says where the registry has not got a package or is not reached. */
const NOT_TO_BE_HAD =
  /^npm error code (?:E404|ETARGET|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)$/m;

/** The registry of packages cannot give what a check installs. */
export class Unavailable extends Error {
  /** What npm failed with, if it is that; a package of this project is never got from the registry. */
  static of({ message }: Error): Unavailable | undefined {
    const isOwn = /^npm error.*@ductape-scheduler\//m.test(message);
    if (isOwn || !NOT_TO_BE_HAD.test(message)) return undefined;
    const [, said = message] = /^npm error (?!(?:code|syscall|errno) )(.+)$/m.exec(message) ?? [];
    return new Unavailable(said);
  }
}

/** A project of a user, with what `npm install` puts there. */
export class Project {
  readonly folder: string;

  /**
   * @param manifest of its package.json beside a name
   * @param outer in whose folder it is, with the packages that are installed there
   */
  constructor(name: string, manifest: object = {}, outer?: Project) {
    this.folder = outer ? join(outer.folder, name) : freshFolder(name);
    this.write({ 'package.json': JSON.stringify({ name, private: true, ...manifest }, null, 2) });
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  /** Installs packages and tarballs, without any install script. @throws Unavailable where the registry cannot give one */
  async install(...packages: string[]): Promise<void> {
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
    const patience = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000', '--fetch-timeout=60000'];
    try {
      await this.run('npm', ['install', ...quiet, ...patience, ...packages]);
    } catch (error) {
      throw Unavailable.of(error as Error) ?? error;
    }
  }

  /** Runs a program to its end. @throws Error with what it wrote, unless it ends well */
  async run(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<string> {
    const options = { cwd: this.folder, env: { ...userEnvironment(), ...env }, timeout: 600_000 };
    try {
      return (await execute(program, args, options)).stdout;
    } catch (cause) {
      const { message, stdout } = cause as Error & { stdout?: string };
      throw new Error(`${message}\n${stdout ?? ''}`, { cause });
    }
  }

  /** Removes what is in it, for programs that want an empty folder. */
  clear(): void {
    for (const name of readdirSync(this.folder)) rmSync(join(this.folder, name), { recursive: true });
  }

  /** A file of an installed package. */
  installed(path: string): string {
    return join(this.folder, 'node_modules', path);
  }

  /** How many packages are installed, and their files' bytes. */
  size(): { packages: number; bytes: number } {
    const modules = join(this.folder, 'node_modules');
    if (!existsSync(modules)) return { packages: 0, bytes: 0 };
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
    const isPackage = (path: string) => /(?:^|node_modules\/)(?:@[^/]+\/)?[^/@]+\/package\.json$/.test(path);
    const sizes = files.map((path) => statSync(join(modules, path))).filter((stat) => stat.isFile());
    return {
      packages: files.filter(isPackage).length,
      bytes: sizes.reduce((sum, { size }) => sum + size, 0),
    };
  }
}

/** As a user's shell has it: npm gives its scripts variables that would lead a project's own npm into this checkout. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:npm_package_|npm_lifecycle_|npm_config_local_prefix|npm_config_prefix|INIT_CWD)/.test(name),
  );
  return Object.fromEntries(kept);
}

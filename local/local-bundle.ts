import { mkdir, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { type Bundler, startBundler } from './bundling.ts';

/** How a bundle is made in a folder. */
export interface BundleSource {
  options: (folder: string) => BuildOptions & { metafile: true };
  /** Puts beside the bundle what does not go into it. */
  complete?: (folder: string) => void;
  /** What kept it from being made, for who wrote the config. */
  fault: (cause: unknown) => Error;
}

/** A bundle that is made again once a file that it is of has changed, in a folder of its own each time. */
export class LocalBundle {
  private readonly source: BundleSource;
  private readonly path: string;
  private made: { folder: string; files: Map<string, number> } | undefined;
  private before: string | undefined;
  private looking: Promise<string> | undefined;

  /** @param path what the paths of its folders begin with */
  constructor(source: BundleSource, path: string) {
    this.source = source;
    this.path = path;
  }

  /**
   * The folder of the bundle of what the files hold now.
   * @param bundler makes it; one of its own unless given
   * @throws Error where it cannot be made
   */
  async current(bundler?: Bundler): Promise<string> {
    this.looking ??= this.look(bundler).finally(() => {
      this.looking = undefined;
    });
    return await this.looking;
  }

  private async look(bundler?: Bundler): Promise<string> {
    if (this.made && !(await isChanged(this.made.files))) return this.made.folder;
    const folder = `${this.path}.${Date.now().toString(36)}`;
    try {
      await mkdir(folder, { recursive: true });
      const options = this.source.options(folder);
      const { metafile } = await (bundler ? bundler.build(options) : buildInTurn(options));
      this.source.complete?.(folder);
      const files = await timesOf(Object.keys(metafile.inputs));
      // One that began before may still load parts of the last.
      if (this.before) await rm(this.before, { recursive: true, force: true });
      this.before = this.made?.folder;
      this.made = { folder, files };
      return folder;
    } catch (cause) {
      await rm(folder, { recursive: true, force: true });
      throw this.source.fault(cause);
    }
  }
}

let turn: Promise<unknown> = Promise.resolve();

/** Bundles by a process that ends then, as it holds hundreds of megabytes: one after the other, as there is one in a program. */
export async function buildInTurn<Options extends BuildOptions & { metafile: true }>(options: Options) {
  const built = turn.then(async () => {
    const bundler = await startBundler();
    try {
      return await bundler.build(options as BuildOptions & { metafile: true });
    } finally {
      await bundler.stop();
    }
  });
  turn = built.catch(() => undefined);
  return await built;
}

/** Packages do not change while they are used, and there are very many files of them. */
async function timesOf(inputs: readonly string[]): Promise<Map<string, number>> {
  const files = inputs
    .filter((path) => !/(^|[/\\])node_modules[/\\]|^<|:/.test(path))
    .map((path) => resolve(path));
  return new Map(await Promise.all(files.map(async (path) => [path, await timeOf(path)] as const)));
}

async function isChanged(files: ReadonlyMap<string, number>): Promise<boolean> {
  const now = await Promise.all([...files.keys()].map(timeOf));
  return [...files.values()].some((time, index) => time !== now[index]);
}

/** When a file was last written, Unix ms; 0 for one that is gone. */
async function timeOf(path: string): Promise<number> {
  const { mtimeMs = 0 } = (await stat(path).catch(() => undefined)) ?? {};
  return mtimeMs;
}

import { type BuildOptions, build, type Metafile, stop } from 'esbuild';

/** Bundles under way. */
let working = 0;

/** Bundles as the options say. Its process, hundreds of megabytes, ends with the last bundle that is under way. */
export async function bundle(options: BuildOptions & { metafile: true }): Promise<Metafile> {
  working += 1;
  try {
    return (await build(options)).metafile;
  } finally {
    working -= 1;
    if (working === 0) await stop();
  }
}

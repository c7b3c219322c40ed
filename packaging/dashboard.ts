import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { dashboardBuild, filesOf } from '../web/serve/bundle.ts';

/** The largest that all files of the dashboard may be together, bytes compressed by gzip. */
const BUDGET = 60 * 1024;

/** Bundles the dashboard to where the embedded cloud looks for it; tells what is in it. @throws Error where it is over its budget */
export async function buildDashboard(folder: string): Promise<Metafile> {
  const built = await build(dashboardBuild());
  mkdirSync(folder, { recursive: true });
  let bytes = 0;
  for (const [name, content] of filesOf(built)) {
    const compressed = gzipSync(content).length;
    bytes += compressed;
    console.log(`  ${name}: ${kilobytes(content.length)}, ${kilobytes(compressed)} compressed`);
    writeFileSync(join(folder, name), content);
  }
  console.log(`  The dashboard has ${kilobytes(bytes)} of at most ${kilobytes(BUDGET)} compressed.`);
  if (bytes > BUDGET)
    throw new Error(`The dashboard has ${bytes} bytes, which is over its budget of ${BUDGET}.`);
  return built.metafile;
}

const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`;

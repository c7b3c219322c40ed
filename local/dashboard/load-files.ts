import { join } from 'node:path';
import { dashboardBuild, filesOf } from '../../web/serve/bundle.ts';
import { type Files, filesIn } from '../../web/serve/files.ts';

/** Where the files are that came with the package. */
const PREBUILT = join(import.meta.dirname, '..', 'web');

/** The files of the dashboard that came with the package; in a checkout they are bundled. */
export async function loadFiles(): Promise<Files> {
  const prebuilt = filesIn(PREBUILT);
  if (prebuilt) return prebuilt;
  // Packages have no use for what bundles.
  const { buildInTurn } = await import('../local-bundle.ts');
  return filesOf(await buildInTurn(dashboardBuild()));
}

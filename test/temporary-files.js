import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the run of the tests a folder for temporary files, which goes with it: the CDK leaves a folder for each app that is synthesized.
 * What is to outlast a run is beside it, in `LASTING_TMPDIR`.
 */
export default function temporaryFiles() {
  const lasting = realpathSync(tmpdir());
  const folder = mkdtempSync(join(lasting, 'ductape-tests-'));
  // Servers of engine tests may run as users of their own.
  chmodSync(folder, 0o755);
  Object.assign(process.env, { LASTING_TMPDIR: lasting, TMPDIR: folder, TEMP: folder, TMP: folder });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram, freePort, kill, startServer } from '../../bench/programs.ts';
import type { Certify } from './certificates.ts';
import type { Engine } from './suite-on.ts';

const FOLDER = join(process.cwd(), 'test', 'engines', 'java');

/**
 * Starts a server whose jars are in Maven Central; they are fetched once and kept in the temporary directory.
 * @param certify makes the certificate it shows, for one that can, in its directory
 */
export async function startJavaServer(
  profile: 'kafka' | 'mongodb' | 'neo4j',
  main: string,
  certify?: Certify,
): Promise<Engine<{ port: number }>> {
  const [java, maven] = [findProgram('java'), findProgram('mvn')];
  if (!java || !maven) return { missing: 'Java and Maven are not installed' };
  const jars = join(process.env['LASTING_TMPDIR'] ?? tmpdir(), `ductape-engines-${profile}`);
  if (!existsSync(join(jars, 'done'))) {
    const args = ['-q', '-B', `-P${profile}`, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
    try {
      execFileSync(maven, args, { cwd: FOLDER, stdio: ['ignore', 'ignore', 'pipe'], timeout: 300_000 });
    } catch {
      return { missing: `the jars of ${profile} cannot be fetched from Maven Central` };
    }
    await writeFile(join(jars, 'done'), '');
  }
  const directory = await mkdtemp(join(tmpdir(), `${profile}-`));
  const shown = certify?.(directory);
  const port = await freePort();
  const child = await startServer(
    java,
    [
      '-cp',
      `${jars}/*`,
      join(FOLDER, `${main}.java`),
      String(port),
      directory,
      ...(shown ? [shown.storeFile] : []),
    ],
    port,
  );
  return {
    engine: { port },
    stop: async () => {
      await kill(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { findProgram, freePort, kill, startServer } from '../../bench/programs.ts';
import { untilDone } from '../until.ts';
import type { Certify } from './certificates.ts';
import type { Engine } from './suite-on.ts';

/** Where Debian keeps the programs of a PostgreSQL server, the newest first. */
function programsFolder(): string | undefined {
  const root = '/usr/lib/postgresql';
  try {
    const [newest] = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return newest && join(root, newest, 'bin');
  } catch {
    return undefined;
  }
}

/**
 * Starts a PostgreSQL server in a directory of its own; as root, by the user that Debian made for it.
 * @param certify makes the certificate it shows, in that directory; without it, it speaks no TLS
 */
export async function startPostgresServer(certify?: Certify): Promise<Engine<{ url: string; port: number }>> {
  const folder = programsFolder();
  const root = process.getuid?.() === 0;
  const asUser = root ? findProgram('runuser') : undefined;
  if (!folder || (root && !asUser)) return { missing: 'postgresql is not installed' };
  const directory = await mkdtemp(join(tmpdir(), 'postgres-'));
  await chmod(directory, 0o777);
  const data = join(directory, 'data');
  const command = (program: string, args: string[]): [string, string[]] =>
    asUser
      ? [asUser, ['-u', 'postgres', '--', join(folder, program), ...args]]
      : [join(folder, program), args];
  const [init, initArgs] = command('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust']);
  execFileSync(init, initArgs, { stdio: 'ignore', cwd: directory });
  const shown = certify?.(directory);
  const files = shown ? [shown.certFile, shown.keyFile] : [];
  if (asUser && files.length > 0) execFileSync('chown', ['postgres', ...files]);
  const tls = shown
    ? ['-c', 'ssl=on', '-c', `ssl_cert_file=${shown.certFile}`, '-c', `ssl_key_file=${shown.keyFile}`]
    : [];
  const port = await freePort();
  const [server, args] = command('postgres', [
    '-D',
    data,
    '-p',
    String(port),
    '-h',
    '127.0.0.1',
    '-k',
    directory,
    ...tls,
  ]);
  const child = await startServer(server, args, port);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilDone('PostgreSQL to take queries', async () => {
    const client = new pg.Client(url);
    await client.connect();
    await client.end();
  });
  return {
    engine: { url, port },
    stop: async () => {
      const [stop, stopArgs] = command('pg_ctl', ['-D', data, '-m', 'immediate', 'stop']);
      execFileSync(stop, stopArgs, { stdio: 'ignore', cwd: directory });
      await kill(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

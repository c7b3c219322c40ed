import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { brokenFile } from './data-directory.ts';

const Saved = z.record(z.string(), z.string());

/** Values for secrets that are made up when the stack is created, by name: the same at every start with this directory. */
export async function generatedSecrets(
  directory: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const file = join(directory, 'secrets.json');
  const known = parse(file, await readFile(file, 'utf8').catch(orNothing));
  const secrets = Object.fromEntries(
    names.map((name) => [name, known[name] ?? randomBytes(48).toString('base64url')]),
  );
  await writeFile(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

function parse(file: string, text: string): Record<string, string> {
  try {
    return Saved.parse(JSON.parse(text));
  } catch (cause) {
    throw brokenFile(file, cause);
  }
}

function orNothing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '{}';
  throw error;
}

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS } from './kinds.ts';
import { MESSAGE_KINDS } from './messages.ts';
import { StoredItem } from './stored-item.ts';

/** A document of some version as it was stored or sent, and what it says today. */
export interface Golden {
  kind: string;
  value: unknown;
  stored: Record<string, unknown> | string;
}

/** The golden documents of all versions, by their files. */
export function goldens(): { file: string; version: number; golden: Golden }[] {
  const folders = readdirSync(import.meta.dirname).filter((name) => /^v\d+$/.test(name));
  return folders.flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder)).map((name) => {
      const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, folder, name), 'utf8'));
      return { file: `${folder}/${name}`, version: Number(folder.slice(1)), golden };
    }),
  );
}

/** What is random in an item. */
export const withoutToken = (item: Record<string, unknown> | undefined) =>
  item && 'token' in item ? { ...item, token: 'random' } : item;

/** All samples as they are stored and sent today, by their files. */
export async function today(): Promise<Record<string, Golden>> {
  const found: Record<string, Golden> = {};
  for (const [kind, { version, samples, write }] of Object.entries(KINDS)) {
    for (const [name, value] of Object.entries(samples)) {
      const stored = new StoredItem();
      await write(stored.table, value);
      found[`v${version}/${kind}-${name}.json`] = { kind, value, stored: withoutToken(stored.item) ?? {} };
    }
  }
  for (const [kind, { value, body }] of Object.entries(MESSAGE_KINDS))
    found[`v${JSON.parse(body).v}/${kind}.json`] = { kind, value, stored: body };
  return found;
}

/** Writes those that are not there yet; one that is there is never changed, as tables hold it. */
async function record(): Promise<void> {
  for (const [name, golden] of Object.entries(await today())) {
    const file = join(import.meta.dirname, name);
    if (existsSync(file)) continue;
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
    console.log(`recorded ${name}`);
  }
}

if (import.meta.main) await record();

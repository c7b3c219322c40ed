import { setTimeout as pause } from 'node:timers/promises';

/** How long what was closed may take to be gone, ms: a client of MongoDB that is kept looks for its server for 10 s. */
const GRACE_MS = 15_000;

/** Between two looks, ms. */
const PAUSE_MS = 20;

/** What Node tells of though it keeps no process: the reader of a file taken as a Blob, until it is collected. */
const HARMLESS = 'FileHandleReadWrap';

/** What keeps the process from its end, how often by kind, as Node names the kinds. */
export function held(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (kind !== HARMLESS) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/** What is held beyond `before`, as `2 TCPServerWrap`. */
function heldBeyond(before: ReadonlyMap<string, number>): string[] {
  return [...held()].flatMap(([kind, count]) => {
    const more = count - (before.get(kind) ?? 0);
    return more > 0 ? [`${more} ${kind}`] : [];
  });
}

/**
 * Resolves when nothing keeps the process from its end that did not before: no server, socket, child process or timer.
 * @throws Error that tells what is left after `graceMs`
 */
export async function nothingLeft(before: ReadonlyMap<string, number>, graceMs = GRACE_MS): Promise<void> {
  const end = Date.now() + graceMs;
  for (let left = heldBeyond(before); left.length > 0; left = heldBeyond(before)) {
    if (Date.now() > end) throw new Error(`the test left behind: ${left.join(', ')}`);
    await pause(PAUSE_MS);
  }
}

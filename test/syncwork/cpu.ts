/** What callers' data may make the process do without a pause, ms of CPU (docs/security/syncwork.md). */
const PROMISED_MS = 50;

/** What fails a test, ms of CPU: work of another order, which no difference between two machines explains. */
const TOO_MUCH_MS = 4 * PROMISED_MS;

/**
 * Tries at most, so that a hiccup of the machine fails nothing, such as a collection of a whole heap, which may take more
 * than a second of CPU: work that is too much is too much each time.
 */
const TRIES = 12;

/** Tries of work of yet another order, each of which takes seconds. */
const TRIES_FAR_BEYOND = 4;

/** What {@link reference} takes, ms, on the machine that the bound is meant for. */
const REFERENCE_MS = 30;

/** Work of the same kind as what is measured: texts, objects and lists. */
function reference(): void {
  const rows = Array.from({ length: 6000 }, (_, index) => ({ [`k${index}`]: String(index), list: [index] }));
  const read: object[] = JSON.parse(JSON.stringify(rows));
  read.sort((a, b) => (Object.keys(a).join() < Object.keys(b).join() ? -1 : 1));
}

async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/**
 * Expects the work to hold the CPU for no longer than fails a test, whatever comes of it; on a machine that is slower, or
 * busy with other things, for as much longer as a reference takes longer at the same moment. With `FIGURES` set (`npm run
 * bench:syncwork`) prints how long it was, and whether that is what is promised.
 */
export async function expectShort(work: () => unknown): Promise<void> {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < TRIES && best >= PROMISED_MS; tries += 1) {
    const slowness = Math.max(1, (await cpuOf(reference)) / REFERENCE_MS);
    best = Math.min(best, (await cpuOf(work)) / slowness);
    if (tries + 1 >= TRIES_FAR_BEYOND && best > 20 * PROMISED_MS) break;
  }
  if (process.env.FIGURES) {
    const verdict = best < PROMISED_MS ? '' : ` more than the ${PROMISED_MS} ms promised`;
    process.stdout.write(
      `${best.toFixed(1).padStart(7)} ms  ${expect.getState().currentTestName}${verdict}\n`,
    );
  }
  expect(best).toBeLessThan(TOO_MUCH_MS);
}

/** An object with `count` fields. */
export function wide(
  count: number,
  name: (index: number) => string,
  value: unknown = 0,
): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), value]));
}

/** About 256 KB of fields, the largest body that a caller sends. */
export const WIDE = wide(24_000, (index) => `k${((index * 7919) % 24_000).toString(36)}`);

import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { DriverThread } from './driver-thread.ts';

/** Threads without runs that are kept with their connections; each takes some twenty megabytes. */
const IDLE_MAX = 4;

/** Of the memory of the function, what all threads may hold together: the executor itself takes a quarter, and what is freed goes late. */
const SHARE = 0.3;

/** How often is looked whether they hold more, ms. */
const LOOK_MS = 25;

/** A thread, and the product and env whose runs it does. */
interface Kept {
  thread: DriverThread;
  owner: string;
}

/** By resource, the one used last at the end. */
const threads = new Map<string, Kept>();

let looks: NodeJS.Timeout | undefined;

/**
 * Does a run in the thread of its resource: drivers of databases and brokers take their servers' word for what they read, and one
 * that is held up or falls over takes the runs of that resource along and no others.
 */
export const runApart: NamespaceRun = async (request, context) => {
  const { product, env, namespace } = context;
  const owner = JSON.stringify([product, env]);
  const key = JSON.stringify([owner, namespace, request.target.resource]);
  const thread = threads.get(key)?.thread ?? new DriverThread(() => forget(key, thread));
  threads.delete(key);
  threads.set(key, { thread, owner });
  tidy();
  looks ??= setInterval(look, LOOK_MS).unref();
  return await thread.run(request, context);
};

function forget(key: string, thread: DriverThread): void {
  if (threads.get(key)?.thread === thread) threads.delete(key);
}

/** Ends the threads that have been idle longest, beyond those that are kept. */
function tidy(): void {
  const idle = idleThreads();
  for (const { thread } of idle.slice(0, Math.max(0, idle.length - IDLE_MAX))) void thread.stop();
}

const idleThreads = () => [...threads.values()].filter(({ thread }) => !thread.busy);

/**
 * A thread bounds what it holds, and many together could take more than the function has: the idle ones go then, and the largest one of the
 * product and env that holds most. It ends at once, and its memory is given back at the next look or two.
 */
function look(): void {
  if (idleThreads().length === threads.size) {
    clearInterval(looks);
    looks = undefined;
  }
  const most = SHARE * Number(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? 512) * 1024 * 1024;
  if (heldBy([...threads.values()]) <= most) return;
  for (const { thread } of idleThreads()) void thread.stop();
  if (heldBy([...threads.values()]) <= most) return;
  const owners = Map.groupBy(threads.values(), ({ owner }) => owner);
  const [greedy = []] = [...owners.values()].sort((a, b) => heldBy(b) - heldBy(a));
  const [largest] = greedy.sort((a, b) => b.thread.heldBytes - a.thread.heldBytes);
  void largest?.thread.stop('took, with that of others, more memory than there is');
}

const heldBy = (kept: readonly Kept[]) => kept.reduce((sum, { thread }) => sum + thread.heldBytes, 0);

/** Ends all threads with their connections. */
export async function stopThreads(): Promise<void> {
  clearInterval(looks);
  looks = undefined;
  await Promise.all([...threads.values()].map(({ thread }) => thread.stop()));
}

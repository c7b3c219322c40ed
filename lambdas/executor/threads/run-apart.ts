import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { DriverThread } from './driver-thread.ts';

/** Threads without runs that are kept with their connections; each takes some twenty megabytes. */
const IDLE_MAX = 4;

/** By resource, the one used last at the end. */
const threads = new Map<string, DriverThread>();

/**
 * Does a run in the thread of its resource: drivers of databases and brokers take their servers' word for what they read, and one
 * that is held up or falls over takes the runs of that resource along and no others.
 */
export const runApart: NamespaceRun = async (request, context) => {
  const { product, env, namespace } = context;
  const key = JSON.stringify([product, env, namespace, request.target.resource]);
  const thread = threads.get(key) ?? new DriverThread(() => forget(key, thread));
  threads.delete(key);
  threads.set(key, thread);
  tidy();
  return await thread.run(request, context);
};

function forget(key: string, thread: DriverThread): void {
  if (threads.get(key) === thread) threads.delete(key);
}

/** Ends the threads that have been idle longest, beyond those that are kept. */
function tidy(): void {
  const idle = [...threads].filter(([, thread]) => !thread.busy);
  for (const [key, thread] of idle.slice(0, Math.max(0, idle.length - IDLE_MAX))) {
    threads.delete(key);
    void thread.stop();
  }
}

/** Ends all threads with their connections. */
export async function stopThreads(): Promise<void> {
  const all = [...threads.values()];
  threads.clear();
  await Promise.all(all.map((thread) => thread.stop()));
}

import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../../contract/plain-data.ts';
import type { AwsAccess, AwsCredentials } from '../../../core/ports/access.ts';
import type { RunContext } from '../../../core/ports/namespace.ts';
import { runFor } from '../../../namespaces/run-registry.ts';
import {
  type FromThread,
  type PlainContext,
  plainError,
  plainResult,
  type Question,
  readError,
  type ToThread,
} from './messages.ts';

/** The runs of one resource, in a thread of their own: what its server answers is read here, and nowhere else. */
const port = parentPort;
if (!port) throw new Error('this module is the code of a thread');

/** What runs may hold, bytes: the heap of a thread has a bound of its own, and what is read from sockets lies outside of it. */
const HELD_MAX = 96 * 1024 * 1024;

/** How often is looked, ms: between two looks a server on the same machine sends some ten megabytes. */
const LOOK_MS = 25;

const aborts = new Map<number, AbortController>();
const questions = new Map<number, PromiseWithResolvers<unknown>>();
let asked = 0;

const tell = (message: FromThread) => port.postMessage(message);

/** What the executor answers to a question of a run. */
async function ask(id: number, question: Question): Promise<unknown> {
  asked += 1;
  const answer = Promise.withResolvers<unknown>();
  questions.set(asked, answer);
  tell({ type: 'ask', id, ask: asked, ...question });
  return await answer.promise;
}

/** One object for all runs, by which handlers keep their clients; any run that is there can ask, as all are of one product and env. */
const aws: AwsAccess = {
  credentials: async (lastingMs) =>
    (await ask([...aborts.keys()].at(-1) ?? 0, {
      about: 'credentials',
      ...defined({ lastingMs }),
    })) as AwsCredentials,
};

function contextOf(
  id: number,
  { left, over: _over, ...plain }: PlainContext,
  signal: AbortSignal,
): RunContext {
  return {
    ...plain,
    deadline: Date.now() + left,
    signal,
    aws,
    secrets: { get: async (name) => String(await ask(id, { about: 'secret', name })) },
    hide: (value) => tell({ type: 'hide', id, value }),
    progress: {
      get: async () => (await ask(id, { about: 'progress' })) as Record<string, unknown> | null,
      set: async (value) => void (await ask(id, { about: 'note', value })),
    },
  };
}

/** Read by the executor, which bounds what all threads hold together. */
const held: Float64Array = workerData.held;

/** A driver gathers a message as long as its server says that it is. @throws Error that ends the thread, where too much is held */
function look(): void {
  const { external_memory: read, total_physical_size: heap } = getHeapStatistics();
  held[0] = read + heap;
  if (read > HELD_MAX)
    throw new Error(`the drivers hold ${Math.round(read / 1024 / 1024)} MB of what was read`);
}
setInterval(() => aborts.size > 0 && look(), LOOK_MS).unref();

async function run({ id, request, context }: Extract<ToThread, { type: 'run' }>): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  if (context.over) abort.abort();
  try {
    const handle = await runFor(context.namespace, request.resource);
    const result = await handle(request, contextOf(id, context, abort.signal));
    tell({ type: 'ended', id, result: plainResult(result) });
  } catch (error) {
    tell({ type: 'ended', id, error: plainError(error) });
  } finally {
    aborts.delete(id);
  }
}

port.on('message', (message: ToThread) => {
  if (message.type === 'run') void run(message);
  else if (message.type === 'abort') aborts.get(message.id)?.abort();
  else if (message.type === 'ping') tell({ type: 'pong' });
  else {
    const question = questions.get(message.ask);
    questions.delete(message.ask);
    if ('error' in message) question?.reject(readError(message.error));
    else question?.resolve(message.value);
  }
});

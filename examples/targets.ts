import { startGraph } from '../local/graph/start-graph.ts';
import { Stack } from '../local/stack.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { startSampleApp } from './sample-app.ts';

/** Where `ductape.config.ts` expects them. */
const PORTS = { app: 4610, mail: 4611, graph: 4612 };

/** Starts what the sample config reaches beside the embedded cloud: an app, a mail server and a graph. */
export async function startTargets() {
  const stack = new Stack();
  try {
    const app = await stack.add(startSampleApp(PORTS.app));
    const mail = await stack.add(startMailCatcher(PORTS.mail));
    const graph = await stack.add(startGraph({ port: PORTS.graph }));
    return { app, mails: mail.mails, graph: graph.endpoint, stop: () => stack.unwind() };
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

/** What is at the other end of the samples. */
export type Targets = Awaited<ReturnType<typeof startTargets>>;

import type { WrittenConfig } from '../contract/config.ts';
import { defined } from '../contract/plain-data.ts';
import { startGraph } from '../local/graph/start-graph.ts';
import { Stack } from '../local/stack.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { mustBeFreeForTargets, SAMPLE_PORTS, type TargetPorts } from './ports.ts';
import { startSampleApp } from './sample-app.ts';

/**
 * Starts what the sample config reaches beside the embedded cloud: an app, a mail server and a graph.
 * @param archives where the graph keeps what spares it seconds at its start; in the working directory unless told
 * @throws PortTakenError naming the port and which of them needs it; nothing is left running then
 */
export async function startTargets(ports = SAMPLE_PORTS, archives?: string) {
  await mustBeFreeForTargets(ports);
  const stack = new Stack();
  try {
    const app = await stack.add(startSampleApp(ports.app));
    const mail = await stack.add(startMailCatcher(ports.mail));
    const graph = await stack.add(startGraph({ port: ports.graph, ...defined({ archives }) }));
    const at: TargetPorts = { app: app.port, mail: mail.port, graph: Number(new URL(graph.endpoint).port) };
    return { app, mails: mail.mails, graph: graph.endpoint, ports: at, stop: () => stack.unwind() };
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

/** The sample config with its targets where they listen. */
export function reaching(config: WrittenConfig, ports: TargetPorts): WrittenConfig {
  const moved = new Map(
    Object.entries(SAMPLE_PORTS).map(([name, port]) => [port, ports[name as keyof TargetPorts]]),
  );
  // All of them at once and by the whole number: a port given by the system may begin as one of the samples' does.
  return JSON.parse(
    JSON.stringify(config).replaceAll(
      /(?<=\/\/127\.0\.0\.1:)\d+/g,
      (port) => `${moved.get(Number(port)) ?? port}`,
    ),
  );
}

/** What is at the other end of the samples. */
export type Targets = Awaited<ReturnType<typeof startTargets>>;

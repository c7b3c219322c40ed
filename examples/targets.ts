import type { WrittenConfig } from '../contract/config.ts';
import { startGraph } from '../local/graph/start-graph.ts';
import { Stack } from '../local/stack.ts';
import { mustBeFree } from '../local/taken-port.ts';
import { startMailCatcher } from './mail-catcher.ts';
import { startSampleApp } from './sample-app.ts';

/** Where the samples' targets listen; 0 is a free port. */
export interface TargetPorts {
  app: number;
  mail: number;
  graph: number;
}

/** Where `ductape.config.ts` expects them. */
export const SAMPLE_PORTS: TargetPorts = { app: 4610, mail: 4611, graph: 4612 };

/** The ports of the samples from a first one on; 0 is three free ports. */
export const portsFrom = (first: number): TargetPorts =>
  first === 0 ? { app: 0, mail: 0, graph: 0 } : { app: first, mail: first + 1, graph: first + 2 };

const NAMES = { app: 'the sample app', mail: 'the sample mail server', graph: 'the sample graph' } as const;

/**
 * Starts what the sample config reaches beside the embedded cloud: an app, a mail server and a graph.
 * @throws PortTakenError naming the port and which of them needs it; nothing is left running then
 */
export async function startTargets(ports = SAMPLE_PORTS) {
  const remedy =
    'choose others with npm start -- --sample-port N, or start without samples with --no-samples';
  for (const name of ['app', 'mail', 'graph'] as const) {
    await mustBeFree(ports[name], { of: NAMES[name], remedy });
  }
  const stack = new Stack();
  try {
    const app = await stack.add(startSampleApp(ports.app));
    const mail = await stack.add(startMailCatcher(ports.mail));
    const graph = await stack.add(startGraph({ port: ports.graph }));
    const at: TargetPorts = { app: app.port, mail: mail.port, graph: Number(new URL(graph.endpoint).port) };
    return { app, mails: mail.mails, graph: graph.endpoint, ports: at, stop: () => stack.unwind() };
  } catch (error) {
    await stack.unwind();
    throw error;
  }
}

/** The sample config with its targets where they listen. */
export function reaching(config: WrittenConfig, ports: TargetPorts): WrittenConfig {
  const moved = Object.entries(SAMPLE_PORTS).reduce(
    (text, [name, port]) =>
      text.replaceAll(`//127.0.0.1:${port}`, `//127.0.0.1:${ports[name as keyof TargetPorts]}`),
    JSON.stringify(config),
  );
  return JSON.parse(moved);
}

/** What is at the other end of the samples. */
export type Targets = Awaited<ReturnType<typeof startTargets>>;

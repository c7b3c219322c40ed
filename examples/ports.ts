import { mustBeFree } from '../local/taken-port.ts';

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
 * Finds out before anything is started that the samples' targets can listen.
 * @throws PortTakenError naming the port and which of them needs it
 */
export async function mustBeFreeForTargets(ports: TargetPorts): Promise<void> {
  const remedy =
    'choose others with npm start -- --sample-port N, or start without samples with --no-samples';
  for (const name of ['app', 'mail', 'graph'] as const)
    await mustBeFree(ports[name], { of: NAMES[name], remedy });
}

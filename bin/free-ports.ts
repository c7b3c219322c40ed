import { mustBeFreeForTargets, portsFrom } from '../examples/ports.ts';
import { mustBeFree } from '../local/taken-port.ts';
import { COMMAND, type StartOptions } from './start-options.ts';

/**
 * Finds out before anything is started that the ports of the API and of the samples can be listened on.
 * @throws PortTakenError naming the first that cannot, what needs it and the options that choose others
 */
export async function mustHavePorts(
  options: Pick<StartOptions, 'port' | 'samplePort' | 'samples'>,
): Promise<void> {
  await mustBeFree(options.port, {
    of: 'the API',
    remedy:
      `choose another with ${COMMAND} --port N; a second cloud beside the first also needs --sample-port N, or ` +
      '--no-samples, and --data DIR',
  });
  if (options.samples) await mustBeFreeForTargets(portsFrom(options.samplePort));
}

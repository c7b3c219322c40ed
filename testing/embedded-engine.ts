import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '../local/cloud.ts';
import { Ductape } from '../sdk/client.ts';
import { httpTransport } from '../sdk/http-transports.ts';
import type { Engine, EngineParts } from './engine.ts';

/** Time passes there by itself too, and what was just dispatched is on its way to a queue: so much passes at least, ms. */
const LEAST_MS = 1000;

/** Starts the embedded cloud, with data of its own that go when it stops. */
export async function startEmbedded({ config, functions, secrets, at, scope }: EngineParts): Promise<Engine> {
  const directory = await mkdtemp(join(tmpdir(), 'ductape-test-'));
  const faults: string[] = [];
  const cloud = await startCloud({
    config,
    functions,
    secrets,
    dataDirectory: join(directory, 'data'),
    clock: { speed: 1, at },
    failed: (reason) => faults.push(reason.message),
  });
  const { clock } = cloud;
  if (!clock) throw new Error('the embedded cloud has no clock that can be moved');
  return {
    client: new Ductape({ transport: httpTransport({ endpoint: cloud.url }), ...scope }),
    now: () => cloud.now(),
    async passTo(moment) {
      await clock.advanceTo(Math.max(moment, cloud.now() + LEAST_MS));
      if (faults.length > 0) throw new Error(`the embedded cloud has failed: ${faults.join('; ')}`);
    },
    async stop() {
      await cloud.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

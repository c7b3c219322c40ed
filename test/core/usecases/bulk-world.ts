import { type BulkMessage, readMessage } from '../../../core/messages/message.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { HOUR } from '../../../core/time/units.ts';
import { dispatchJob } from '../../../core/usecases/dispatch/dispatch-job.ts';
import { NO_FAULTS } from '../../simulation/faults.ts';
import { SETUP } from '../../simulation/scenario.ts';
import { World } from '../../simulation/world.ts';

export const START = Date.UTC(2026, 0, 1);
export const SCOPES = [{ product: 'shop', env: 'dev' }];

/** A world whose jobs are an hour away, ports in it, and the messages about bulk operations that are sent. */
export async function worldWith(jobs: number) {
  const world = new World(1, START, NO_FAULTS);
  const sent: { message: BulkMessage; delay: number }[] = [];
  const destinations: unknown[] = [];
  let now = START;
  const ports: Ports = {
    jobs: world.jobs,
    history: world.history,
    runs: world.runs,
    keys: world.keys,
    bulks: world.bulks,
    holds: world.holds,
    names: world.names,
    audit: world.audit,
    limiter: world.limiter,
    stats: world.stats,
    queue: {
      backlog: async () => 0,
      send: async (body, delay, to) => {
        const message = readMessage(body);
        if (message?.kind !== 'bulk') return;
        sent.push({ message, delay });
        destinations.push(to);
      },
    },
    scheduler: world.scheduler,
    webhooks: world.webhooks,
    deliveries: world.deliveries,
    clock: { now: () => now, sleepUntil: async () => undefined },
    random: world.chance.next,
    telemetry: () => undefined,
    settings: { nearBound: 900_000, maxTimeout: 300_000 },
  };
  const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
  for (let i = 0; i < jobs; i += 1) {
    await dispatchJob('actions', { ...fields, schedule: { start_at: START + HOUR + i } }, SETUP, ports);
  }
  now += 1;
  const pass = (ms: number) => {
    now += ms;
  };
  return { world, ports, sent, destinations, pass, at: () => now };
}

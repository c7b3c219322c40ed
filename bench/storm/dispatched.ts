import { defined } from '../../contract/plain-data.ts';
import { create } from '../../core/jobs/create.ts';
import { newJobId } from '../../core/jobs/job-id.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { MINUTE } from '../../core/time/units.ts';
import { executeEffects } from '../../core/usecases/commit/execute-effects.ts';
import { type Account, Environment } from './environment.ts';

/** Whose the jobs are, and when they are dispatched, Unix ms. */
export const SCOPE = { product: 'shop', env: 'dev' };
export const START = Date.UTC(2026, 0, 1);

const ATTEMPT_MS = MINUTE;

/** Ports whose calls take no time. */
export function portsOutside(account: Account): Ports {
  const never: Runner = () => new Promise(() => undefined);
  const environment = new Environment(account, never);
  environment.pass = async () => undefined;
  return environment.ports;
}

/** Processes of the dispatch function that share the calls, and for how long calls come. */
const DISPATCHERS = 20;
const DISPATCHING_MS = 8 * MINUTE;

/** A job to dispatch: when it is due, Unix ms, and whose work it is. */
export interface Wanted {
  at: number;
  key?: string;
}

/**
 * Dispatches one-time jobs, from the beginning of the virtual time on.
 * @returns their ids
 */
export async function dispatchAll(wanted: readonly Wanted[], account: Account): Promise<string[]> {
  const { chance, time } = account;
  const dispatchers = Array.from({ length: DISPATCHERS }, () => portsOutside(account));
  const ids: string[] = [];
  for (const [place, { at, key }] of wanted.entries()) {
    const ports = dispatchers[place % DISPATCHERS] ?? portsOutside(account);
    time.now = START + Math.floor((place * DISPATCHING_MS) / wanted.length);
    // What is farther would wait in EventBridge, which is not played.
    if (at - time.now > ports.settings.nearBound) throw new RangeError('due too long after its dispatch');
    const id = newJobId(START, chance.next);
    const schedule = { kind: 'once', at, precision: 'second' } as const;
    const spec = { id, ...SCOPE, namespace: 'actions', target: 'app:e', timeout: ATTEMPT_MS } as const;
    const whose = defined({ fairness_key: key });
    const { row, before } = create({ ...spec, ...whose, schedule, retry: { retries: 3 } }, time.now);
    await ports.jobs.putPayload({ id }, { target: { resource: 'app', event: 'e' }, input: {} });
    await executeEffects(before, row, ports);
    await ports.jobs.create(row);
    ids.push(id);
  }
  return ids;
}

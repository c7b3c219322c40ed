import { create } from '../../core/jobs/create.ts';
import { newJobId } from '../../core/jobs/job-id.ts';
import { messageBody } from '../../core/messages/message.ts';
import type { Runner } from '../../core/ports/namespace.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { MINUTE } from '../../core/time/units.ts';
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

/**
 * Dispatches one-time jobs, whose messages can be received up to a second before they are due, as delays are in whole seconds.
 * @param dueOf when each is due, by its place
 * @returns their ids
 */
export async function dispatchAll(
  count: number,
  dueOf: (place: number) => number,
  account: Account,
): Promise<string[]> {
  const { chance, queues } = account;
  const { jobs } = portsOutside(account);
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = dueOf(i);
    const id = newJobId(START, chance.next);
    const schedule = { kind: 'once', at, precision: 'second' } as const;
    const spec = { id, ...SCOPE, namespace: 'actions', target: 'app:e', timeout: ATTEMPT_MS } as const;
    const { row, before } = create({ ...spec, schedule, retry: { retries: 3 } }, START);
    await jobs.putPayload({ id }, { target: { resource: 'app', event: 'e' }, input: {} });
    await jobs.create(row);
    for (const effect of before)
      if (effect.type === 'arm') queues.send(messageBody(effect.wake), at - chance.between(0, 999), 'main');
    ids.push(id);
  }
  return ids;
}

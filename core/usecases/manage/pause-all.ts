import type { Config } from '../../../contract/config.ts';
import type { Hold, HoldList, HoldPlan, HoldScope } from '../../../contract/hold.ts';
import { validationError } from '../../errors/request-error.ts';
import type { CheckedPauseAll } from '../../input/hold-request.ts';
import type { Caller } from '../../jobs/caller.ts';
import { holdRecord, holdsOf, isInForce } from '../../jobs/hold.ts';
import { newId } from '../../jobs/job-id.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { plannedWindows } from '../maintain/maintenance-windows.ts';
import { sendLaterRelease, sendRelease, sendReleaseAt } from '../maintain/release-held.ts';

/**
 * Holds all jobs of a scope by one write, in the place of an earlier hold of that very scope: within two seconds nothing starts any more but
 * what a caller triggers; runs in flight continue.
 * @throws RequestError `VALIDATION_ERROR` for an end that has passed
 */
export async function pauseAll(request: CheckedPauseAll, by: Caller, ports: Ports): Promise<Hold> {
  const since = ports.clock.now();
  const hold: Hold = { ...request, since, by: by.actor };
  if (!isInForce(hold, since)) throw validationError([{ path: 'until', message: 'must be later than now' }]);
  if (hold.until !== undefined) await sendReleaseAt(hold.until, ports);
  // Nothing is read before: what stops all is to fail for nothing but its write.
  const id = newId('aud', since, ports.random);
  await ports.holds.put(hold, holdRecord('pause_all', undefined, hold, by, id));
  return hold;
}

/**
 * Ends the hold of exactly this scope, also that of a maintenance window, and has the jobs woken that it has stopped. Where there is none, nothing happens.
 * @returns the holds that are still in force there
 */
export async function resumeAll(scope: HoldScope, by: Caller, ports: Ports): Promise<HoldList> {
  await sendLaterRelease(ports);
  const now = ports.clock.now();
  const id = newId('aud', now, ports.random);
  for (const hold of (await inForce([scope], ports)).filter((each) => isOf(each, scope))) {
    const ended = { ...hold, until: now };
    await ports.holds.put(ended, holdRecord('resume_all', hold, ended, by, id));
  }
  await sendRelease(ports);
  return { holds: await inForce([scope], ports) };
}

/** The holds in force on something of the scopes, the oldest first, and the maintenance windows of a config that are to come. */
export async function listHolds(scopes: readonly Scope[], config: Config, ports: Ports): Promise<HoldPlan> {
  const planned = holdsOf(scopes, plannedWindows(config, ports.clock.now()), ports.clock.now());
  return { holds: await inForce(scopes, ports), planned };
}

const isOf = (hold: Hold, { product, env, namespace }: HoldScope) =>
  hold.product === product && hold.env === env && hold.namespace === namespace;

async function inForce(scopes: readonly HoldScope[], { holds, clock }: Ports): Promise<Hold[]> {
  return holdsOf(scopes, await holds.list(), clock.now());
}

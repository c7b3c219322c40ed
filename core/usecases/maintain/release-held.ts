import type { Hold } from '../../../contract/hold.ts';
import { defined } from '../../../contract/plain-data.ts';
import { armNext } from '../../jobs/arm.ts';
import { WINDOW } from '../../jobs/caller.ts';
import { holdOn, holdRecord, meet } from '../../jobs/hold.ts';
import { hashOf, type Scope } from '../../jobs/scope.ts';
import { messageBody, type ReleaseMessage } from '../../messages/message.ts';
import { holdKey } from '../../ports/hold-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { SQS_DELAY_MAX } from '../../schedule/transport.ts';
import { SECOND } from '../../time/units.ts';
import { allSettled, executeEffects } from '../commit/execute-effects.ts';

/** Jobs woken side by side. */
const PAGE = 100;

/** How long one invocation works on, ms; within any timeout it may be given. */
const SLICE_MS = 10_000;

/** A process may go by the holds of a second ago, and an index may lag: the jobs are looked at again after this long, s. */
const AGAIN_S = 3;

/** A product and env, and in it where to continue. */
type Place = NonNullable<ReleaseMessage['from']>;

/** Sends the message that has the jobs woken whose hold is over, at once unless told, in whole s. */
export async function sendRelease({ queue }: Ports, delay = 0, fields: Omit<ReleaseMessage, 'kind'> = {}) {
  await queue.send(messageBody({ kind: 'release', ...fields }), delay, { lane: 'bulk' });
}

/** Before a hold is ended, so that jobs are woken even if its caller dies then. */
export const sendLaterRelease = (ports: Ports) => sendRelease(ports, AGAIN_S);

/** Before a hold with an end is written: messages wait for at most a quarter of an hour, and are sent on until then. */
export async function sendReleaseAt(at: number, ports: Ports): Promise<void> {
  const delay = Math.ceil((at - ports.clock.now()) / SECOND);
  await sendRelease(ports, Math.min(SQS_DELAY_MAX, Math.max(0, delay)), { at });
}

/**
 * Writes the hold of a window before the first job notes that it has met it, and has what was held woken at its end: so that a sweep knows of it, also
 * where the window has been taken out of the config meanwhile.
 */
export async function openWindow(hold: Hold | undefined, ports: Ports): Promise<void> {
  if (hold?.window === undefined || hold.until === undefined) return;
  const id = `window_${hold.since}_${hashOf(holdKey(hold)).toString(36)}`;
  const isNew = await ports.holds.open(hold, holdRecord('pause_all', undefined, hold, WINDOW, id));
  if (isNew) await sendReleaseAt(hold.until, ports);
}

/** Answers such a message: wakes jobs for a slice of time, and leaves the rest of a scope to another message. */
export async function continueRelease(
  { at, from }: ReleaseMessage,
  scopes: readonly Scope[],
  ports: Ports,
): Promise<void> {
  const now = ports.clock.now();
  if (at !== undefined && at > now) return await sendReleaseAt(at, ports);
  const known = await ports.holds.list();
  const places: readonly Place[] = from ? [from] : scopes;
  await allSettled(
    places.map(async ({ product, env, ...place }) => {
      const below = await releaseHeld({ product, env, ...place }, known, now + SLICE_MS, ports);
      if (below !== undefined) await sendRelease(ports, 0, { from: { product, env, below } });
    }),
  );
}

/**
 * Wakes the jobs of a product and env that have met a hold, where none is in force on them any more. Nothing is written: each leaves their list
 * when it is claimed, so that one whose wake-up is lost is found by the next sweep.
 * @param known all holds, also those that were ended lately
 * @returns below which job to continue when its time was over
 */
export async function releaseHeld(
  place: Place,
  known: readonly Hold[],
  until: number,
  ports: Ports,
): Promise<string | undefined> {
  const { clock, jobs } = ports;
  const scope = { product: place.product, env: place.env };
  const inForce = holdOn(scope, known, clock.now());
  // What has met an earlier window waits for this one too, and meets nothing any more.
  await openWindow(inForce, ports);
  if (inForce || !known.some((hold) => meet(hold, scope))) return undefined;
  for (let last = place.below; ; ) {
    const rows = await jobs.list({ scopes: [place], held: true, limit: PAGE, ...defined({ below: last }) });
    const free = rows.filter((row) => !holdOn(row, known, clock.now()));
    await allSettled(free.map((row) => executeEffects(armNext(row, clock.now()), row, ports)));
    last = rows.at(-1)?.id;
    if (rows.length < PAGE || last === undefined) return undefined;
    if (clock.now() >= until) return last;
  }
}

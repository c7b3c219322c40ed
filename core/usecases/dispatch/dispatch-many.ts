import { ErrorCode } from '../../../contract/errors.ts';
import { Limits } from '../../../contract/limits.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { RequestError, validationError } from '../../errors/request-error.ts';
import { namespaceIssues } from '../../input/envelope.ts';
import { jsonBody } from '../../input/json-body.ts';
import type { ManyDispatches } from '../../input/many-dispatches.ts';
import type { Ports } from '../../ports/ports.ts';
import { jsonBytes } from '../../text/bounds.ts';
import type { Clock } from '../../time/clock.ts';
import { commitDispatch, type Dispatched, type PreparedDispatch, prepareDispatch } from './dispatch-job.ts';
import type { DispatchSetup } from './first-answer.ts';

/** What came of one dispatch among many; one with an error has created nothing, unless the error is a fault. */
export type Outcome = Dispatched | { error: unknown };

/** A dispatch with its namespace, and its place in the list. */
interface Item {
  index: number;
  fields: Record<string, unknown>;
}

/**
 * A dispatch that has not begun so long after the call is not tried, ms: what has begun may still wait for AWS several
 * times, and the function has 29 s.
 */
const BEGUN_WITHIN_MS = 10_000;

/** How long reading dispatches may hold the process before others have their turn, ms; a single one may take longer. */
const STRETCH_MS = 10;

/**
 * Accepts or refuses each dispatch by itself, as {@link prepareDispatch} and {@link commitDispatch} do, side by side: so what
 * they ask of AWS is asked together. Of dispatches with one idempotency key, each comes after the one before it.
 */
export async function dispatchMany(
  { shared, dispatches }: ManyDispatches,
  setup: DispatchSetup,
  ports: Ports,
): Promise<Outcome[]> {
  const { clock } = ports;
  const until = clock.now() + BEGUN_WITHIN_MS;
  const assertInTime = () => {
    if (clock.now() <= until) return;
    throw new RequestError(
      ErrorCode.RateLimited,
      'The call had no time left for this dispatch, which was not tried: send it again.',
    );
  };
  const prepare = async ({ fields }: Item) => {
    assertInTime();
    return await prepareItem(fields, shared, setup, ports);
  };
  const commit = async (prepared: PreparedDispatch | { error: unknown }) => {
    if ('error' in prepared) return prepared;
    assertInTime();
    return await commitDispatch(prepared, ports);
  };

  const outcomes: Outcome[] = [];
  let left = dispatches.map((fields, index) => ({ index, fields }));
  while (left.length > 0) {
    const [round, later] = firstOfEachKey(left, shared);
    const committed = await paced(await paced(round, prepare, clock), commit, clock);
    round.forEach(({ index }, at) => {
      const outcome = committed[at];
      if (outcome) outcomes[index] = outcome;
    });
    left = later;
  }
  return outcomes;
}

async function prepareItem(
  fields: Item['fields'],
  shared: ManyDispatches['shared'],
  setup: DispatchSetup,
  ports: Ports,
): Promise<PreparedDispatch> {
  const { namespace: wanted, ...own } = fields;
  const namespace = NAMESPACES.find((each) => each === wanted);
  if (!namespace) throw validationError(namespaceIssues(wanted));
  const body = jsonBody({ ...shared, ...own });
  const bytes = jsonBytes(body);
  if (bytes > Limits.bodyBytes) {
    const message = `A dispatch may have at most ${Limits.bodyBytes} bytes; it has ${bytes}.`;
    throw new RequestError(ErrorCode.PayloadTooLarge, message);
  }
  return await prepareDispatch(namespace, body, setup, ports);
}

/** Those that may go side by side, and those that come after an earlier one with their key. */
function firstOfEachKey(
  items: readonly Item[],
  shared: ManyDispatches['shared'],
): [first: Item[], later: Item[]] {
  const known = new Set<string>();
  const first: Item[] = [];
  const later: Item[] = [];
  for (const item of items) {
    const { product = shared.product, env = shared.env, idempotency_key: key } = item.fields;
    const place = [product, env, key];
    const name = place.every((part) => typeof part === 'string') ? JSON.stringify(place) : undefined;
    if (name !== undefined && known.has(name)) later.push(item);
    else first.push(item);
    if (name !== undefined) known.add(name);
  }
  return [first, later];
}

/** Begins work on each item and waits for all; what else the process does has its turn every few ms. */
async function paced<Work, Done>(
  items: readonly Work[],
  work: (item: Work) => Promise<Done>,
  clock: Clock,
): Promise<(Done | { error: unknown })[]> {
  const begun: Promise<Done | { error: unknown }>[] = [];
  let since = clock.now();
  for (const item of items) {
    if (clock.now() - since > STRETCH_MS) {
      await clock.sleepUntil(clock.now() + 1);
      since = clock.now();
    }
    begun.push(work(item).catch((error: unknown) => ({ error })));
  }
  return await Promise.all(begun);
}

import { defined } from '../../contract/plain-data.ts';
import type { Webhook, WebhookList } from '../../contract/webhook.ts';
import { ductape } from '../api/client.ts';
import { EVERY_MS, entryOf, type Live, useLive } from '../api/live.ts';
import { place } from '../router.ts';
import { now } from './clock.ts';
import { currentScope } from './scope.ts';

/** Between two reads of where there is no list of them to see, ms. */
const SELDOM_MS = 60_000;

/** A failure that is longer ago is none that needs a look, if deliveries succeed since, ms. */
const LATELY_MS = 60 * 60_000;

/** When the first page of a key was read last, by the clock of the browser. */
const readAt = new Map<string, number>();

const keyOf = (cursor?: string) => `webhooks ${place.value.query.get('in') ?? ''} ${cursor ?? ''}`;

async function read(key: string, cursor?: string): Promise<WebhookList> {
  readAt.set(key, performance.now());
  return await ductape.jobs.listWebhooks({ ...currentScope(), ...defined({ cursor }) });
}

/** A page of the webhooks of what the page is about. */
export function useWebhooks(cursor: string | undefined): Live<WebhookList> {
  const key = keyOf(cursor);
  return useLive(key, () => read(key, cursor), EVERY_MS.list);
}

/** How many of the first page of them do not deliver; what the list has read is not read again, nor after a command. */
export function useTroubled(): number {
  const key = keyOf();
  const load = async () => {
    const known = entryOf<WebhookList>(key).data.value;
    const isFresh = performance.now() - (readAt.get(key) ?? Number.NEGATIVE_INFINITY) < SELDOM_MS - 1000;
    return known && isFresh ? known : await read(key);
  };
  const { data } = useLive(key, load, SELDOM_MS);
  return data.value?.webhooks.filter((each) => isTroubled(each, now.value)).length ?? 0;
}

/** Whether a webhook is disabled, fails, or failed within the hour. */
export const isTroubled = (
  {
    enabled,
    failing_since: since,
    last_failure: last,
  }: Pick<Webhook, 'enabled' | 'failing_since' | 'last_failure'>,
  at: number,
): boolean => !enabled || since !== undefined || (last !== undefined && at - last.at < LATELY_MS);

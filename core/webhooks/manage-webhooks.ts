import type { Config } from '../../contract/config.ts';
import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { TEST_EVENT, type Webhook, type WebhookList, type WebhookTest } from '../../contract/webhook.ts';
import { mustReach } from '../config/find-resource.ts';
import { noSuch, RequestError, validationError } from '../errors/request-error.ts';
import type { Caller } from '../jobs/caller.ts';
import { newId } from '../jobs/job-id.ts';
import type { Access, ScopeFilter } from '../jobs/scope.ts';
import { withinSlot } from '../ports/limiter.ts';
import { Page } from '../ports/page.ts';
import type { Ports } from '../ports/ports.ts';
import type { WebhookRow } from '../ports/webhooks.ts';
import { untilWon } from '../retry/until-won.ts';
import { attemptDelivery, type DeliveryMeans } from './attempt-delivery.ts';
import { LIMITED_FOR, SLOTS_PREFIX } from './sender-slot.ts';
import { toWebhook } from './webhook.ts';
import { webhookRecord } from './webhook-record.ts';
import type { CheckedWebhook, CheckedWebhookFilter } from './webhook-request.ts';

/** Longest time that a test of a webhook has its place, ms: more than its receiver has to answer, should its process die. */
const TEST_LEASE_MS = 15_000;

/** What webhooks are set and tried with, beside the ports. */
export interface WebhookSetup extends DeliveryMeans {
  config: Config;
  /** SHA-256 in base64url. */
  digest(text: string): string;
}

/**
 * Sets a webhook: the one of this URL, product and env is replaced and enabled again, if there is one.
 * @throws RequestError `NOT_FOUND` for a product or env that is not there for the caller, or that it has only a part of
 */
export async function setWebhook(
  { secret, ...request }: CheckedWebhook,
  access: Access,
  by: Caller,
  setup: WebhookSetup,
  ports: Ports,
): Promise<Webhook> {
  mustReach('A webhook', request, access, setup.config);
  const { url, product, env } = request;
  const id = `hook_${setup.digest(JSON.stringify([url, product, env])).slice(0, 22)}`;
  const encrypted = await setup.encrypter.encrypt(secret, id);
  return await untilWon(`webhook ${id}`, async () => {
    const before = await ports.webhooks.get(id);
    if (!before) await mustHaveRoom(request, Limits.webhooks - 1, ports);
    const now = ports.clock.now();
    const row: WebhookRow = {
      id,
      url,
      events: request.events,
      ...defined({ product, env }),
      secret: encrypted,
      enabled: true,
      limited_until: before?.limited_until ?? now + LIMITED_FOR,
      created_at: before?.created_at ?? now,
      updated_at: now,
      version: (before?.version ?? 0) + 1,
    };
    const record = webhookRecord('set_webhook', before, row, by, ports);
    if (!(await ports.webhooks.save(row, record))) return undefined;
    if (!before) await mustHaveKeptTo(row, by, ports);
    return { won: toWebhook(row) };
  });
}

/**
 * A page, in the order of their ids, of the webhooks that were set for the product and env of the filter, all where it names
 * none, and that the caller may see.
 */
export async function listWebhooks(
  { product, env, limit, cursor = '' }: CheckedWebhookFilter,
  access: Access,
  { webhooks }: Ports,
): Promise<WebhookList> {
  const isMeant = (row: WebhookRow) =>
    (product === undefined || row.product === product) && (env === undefined || row.env === env);
  const rows = (await webhooks.list()).filter((row) => isMeant(row) && access(row) && row.id > cursor);
  const page = new Page<Webhook>(limit);
  const isWhole = rows.every((row) => page.add(toWebhook(row)));
  const last = page.items.at(-1);
  return { webhooks: page.items, ...(!isWhole && last && { cursor: last.id }) };
}

/** Deletes a webhook; what is still to be delivered to it is dropped. @throws RequestError `NOT_FOUND` */
export async function deleteWebhook(id: string, access: Access, by: Caller, ports: Ports): Promise<void> {
  await untilWon(`webhook ${id}`, async () => {
    const row = await existing(id, access, ports);
    return (await retire(row, 'It is being deleted.', by, ports)) ? { won: undefined } : undefined;
  });
  if (!(await ports.webhooks.remove(id))) throw noSuch('webhook', id);
}

/** Disables a webhook that is about to go: what goes cannot say who asked for it. @returns false when another process has changed it */
async function retire(row: WebhookRow, disabled_reason: string, by: Caller, ports: Ports): Promise<boolean> {
  const next = {
    ...row,
    enabled: false,
    disabled_reason,
    version: row.version + 1,
    updated_at: ports.clock.now(),
  };
  return await ports.webhooks.save(next, webhookRecord('delete_webhook', row, undefined, by, ports));
}

/**
 * Sends a `webhook.test` at once, also to a disabled webhook, and tells how it went; nothing is noted of it, and it is
 * not repeated. @throws RequestError `NOT_FOUND`, or `SERVICE_UNAVAILABLE` while another test of the product is under way
 */
export async function testWebhook(
  id: string,
  access: Access,
  setup: WebhookSetup,
  ports: Ports,
): Promise<WebhookTest> {
  const webhook = await existing(id, access, ports);
  const began = ports.clock.now();
  const messageId = newId('test', began, ports.random);
  const place = `${SLOTS_PREFIX}test#${JSON.stringify([webhook.product])}`;
  const work = () => testNow(webhook, messageId, began, setup, ports);
  const tested = await withinSlot(place, messageId, TEST_LEASE_MS, work, ports);
  if (!tested) throw otherTest();
  return tested;
}

/** A receiver may hang, and each test holds a process of the API: the tests of one product may not hold all of them. */
function otherTest(): RequestError {
  const message = 'Another webhook of this product is being tested; test this one when that has ended.';
  return new RequestError(ErrorCode.ServiceUnavailable, message);
}

async function testNow(
  webhook: WebhookRow,
  messageId: string,
  began: number,
  setup: WebhookSetup,
  { clock }: Ports,
): Promise<WebhookTest> {
  const { product = 'test', env = 'test' } = webhook;
  const job = {
    id: 'job_test',
    status: 'scheduled',
    namespace: 'actions',
    product,
    env,
    scheduled_at: began,
  };
  const payload = { event: TEST_EVENT, timestamp: began, job };
  const { delivered, ...rest } = await attemptDelivery(webhook, messageId, payload, began, setup);
  return { delivered, ...rest, duration_ms: Math.max(0, clock.now() - began) };
}

async function existing(id: string, access: Access, { webhooks }: Ports): Promise<WebhookRow> {
  const row = await webhooks.get(id);
  if (row && access(row)) return row;
  throw noSuch('webhook', id);
}

/** Refuses one webhook more where a product and env, or all of them, have more than `most`; those of others are theirs. */
async function mustHaveRoom(scope: ScopeFilter, most: number, { webhooks }: Ports): Promise<void> {
  const own = (await webhooks.list()).filter(
    ({ product, env }) => product === scope.product && env === scope.env,
  );
  if (own.length <= most) return;
  const { product = 'all products', env = 'all envs' } = scope;
  const message = `${product} in ${env} can have at most ${Limits.webhooks} webhooks: delete one first`;
  throw validationError([{ path: '', message }]);
}

/** Takes a new webhook back when others that were set at the same time have taken the room: the last one sees them all. */
async function mustHaveKeptTo(row: WebhookRow, by: Caller, ports: Ports): Promise<void> {
  try {
    await mustHaveRoom(row, Limits.webhooks, ports);
  } catch (error) {
    if (error instanceof RequestError) {
      await retire(row, 'There was no room for it.', by, ports);
      await ports.webhooks.remove(row.id);
    }
    throw error;
  }
}

import { ErrorCode } from '../../contract/errors.ts';
import type { ExpoPush } from '../../contract/resources/notifications.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { resolveSecrets } from '../../core/input/resolve-secrets.ts';
import type { RunContext } from '../../core/ports/namespace-run.ts';
import { errorType } from '../shared/error-table.ts';
import { type Answer, send, UnreadAnswer } from '../shared/http.ts';
import { typeOfStatus } from '../shared/http-status.ts';
import { retryAfterMs } from '../shared/retry-after.ts';
import type { Ledger, Outcome } from './ledger.ts';
import type { Push } from './push.ts';

/** Most messages of one request (Expo, "Sending notifications"). */
const AT_ONCE = 100;

/** Sends to the devices by Expo's push service, a hundred at a time; each has a ticket of its own. */
export async function sendByExpo(
  settings: ExpoPush,
  push: Push,
  devices: readonly string[],
  context: RunContext,
  ledger: Ledger,
): Promise<void> {
  const { endpoint = 'https://exp.host', accessToken } = settings;
  const token = accessToken && (await resolveSecrets(accessToken, context.secrets));
  const headers = {
    'content-type': 'application/json',
    ...(token && { authorization: `Bearer ${token}` }),
  };
  const url = new URL(`${endpoint}/--/api/v2/push/send`);
  const left = ledger.left('push_notification', devices);
  while (left.length > 0) {
    const batch = left.splice(0, AT_ONCE);
    const messages = batch.map((index) => ({ to: devices[index], ...push }));
    try {
      const call = { method: 'POST', url, headers, body: JSON.stringify(messages) };
      await note(batch, devices, ticketsOf(await send(call, context)), ledger);
    } catch (error) {
      if (error instanceof UnreadAnswer) {
        await note(batch, devices, [], ledger);
        continue;
      }
      if (!(error instanceof RunError)) throw error;
      for (const index of batch) ledger.fail('push_notification', index, devices[index] ?? '', error);
    }
  }
}

interface Ticket {
  status?: unknown;
  id?: unknown;
  details?: { error?: unknown };
}

/** The tickets as far as they came: what Expo has answered a success for was taken, and is not sent again. */
function ticketsOf(answer: Answer): Ticket[] {
  const said = parse(answer);
  const tickets: unknown = said['data'];
  if (answer.status === 200 && Array.isArray(tickets)) return tickets.map(Object);
  if (answer.status === 200 && answer.cut) return [];
  const [error] = Array.isArray(said['errors']) ? said['errors'] : [];
  const name = String(Object(error).code ?? answer.status);
  const wait = retryAfterMs(answer.headers['retry-after'], Date.now());
  const type =
    errorType('expo', name) ??
    (answer.status === 200 ? ErrorCode.ServiceUnavailable : typeOfStatus(answer.status));
  throw new RunError(type, `Expo answered ${answer.status} ${name}`, {
    ...(wait !== undefined && { retryAfterMs: wait }),
  });
}

async function note(
  batch: readonly number[],
  devices: readonly string[],
  tickets: readonly Ticket[],
  ledger: Ledger,
) {
  const sent: [number, Outcome][] = [];
  for (const [place, index] of batch.entries()) {
    const { status, id, details } = tickets[place] ?? { status: 'ok' };
    const to = devices[index] ?? '';
    if (status === 'ok') {
      sent.push([index, { to, status: 'sent', ...(typeof id === 'string' && { message_id: id }) }]);
    } else {
      const name = String(details?.error ?? 'unknown error');
      const error = new RunError(errorType('expo', name) ?? 'REJECTED', `Expo: ${name}`);
      ledger.fail('push_notification', index, to, error);
    }
  }
  if (sent.length > 0) await ledger.done('push_notification', sent);
}

function parse(answer: Answer): Record<string, unknown> {
  try {
    return Object(JSON.parse(new TextDecoder().decode(answer.body)));
  } catch {
    return {};
  }
}
